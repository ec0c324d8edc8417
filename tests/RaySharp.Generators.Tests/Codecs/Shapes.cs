namespace RaySharp.Generators.Tests.Codecs;

/// <summary>Types of every kind that a codec is generated for, and a value of each.</summary>
internal static class Shapes
{
    public const string Types = """
        [assembly: RayCodec(typeof(Money), typeof(MoneyCodec))]
        [assembly: RaySerializable(typeof(All))]

        record Point(int X, double Y);
        record struct Pixel(short X, short Y, byte R, byte G, byte B, byte A);
        record struct Padded(byte A, long B);
        struct Fields { public int A; public string? B; }
        readonly struct Guarded { public int N { get; } public Guarded(int n) => N = n >= 0 ? n : throw new ArgumentOutOfRangeException(nameof(n)); }
        class Plain { public int A { get; set; } public string? B { get; set; } public required List<Point> C { get; init; } public int Computed => A * 2; }
        class Mixed(int a) { public int A { get; } = a; public string B { get; set; } = ""; public int Field; }
        class ParentBase { public int FromBase { get; set; } }
        class Child : ParentBase { public int Own { get; set; } }
        record Tree(int Value, Tree? Left, Tree? Right);
        record Graph(string Name, List<Graph> Children, Dictionary<string, Graph> Named);
        record Empty;
        record Pair<A, B>(A First, B Second);
        [RaySerializable(Derived = [typeof(Circle), typeof(Square), typeof(Polygon), typeof(Dot)])] interface IShape;
        sealed record Circle(double R) : IShape;
        record Square(double A) : IShape;
        [RaySerializable(Derived = [typeof(Triangle)])] abstract record Polygon(int Corners) : IShape;
        sealed record Triangle(double A) : Polygon(3);
        readonly record struct Dot(int N) : IShape;
        [RaySerializable(Derived = [typeof(Special)])] record Node(int Id);
        record Special(int Id, string Note) : Node(Id);
        [RaySerializable(Derived = [typeof(Leaf<>), typeof(Branch<>)])] abstract record Expr<T>;
        record Leaf<T>(T Value) : Expr<T>;
        record Branch<T>(Expr<T> Left, Expr<T> Right) : Expr<T>;
        enum Colour : byte { Red, Green = 200 }
        class Money { private readonly decimal _amount; private Money(decimal amount) => _amount = amount; public static Money Of(decimal amount) => new(amount); public override string ToString() => $"Money {_amount}"; public decimal Amount() => _amount; }
        struct MoneyCodec : RaySharp.Codecs.ICodec<Money>
        {
            public static void Write(RaySharp.Codecs.CodecWriter writer, Money value) => RaySharp.Codecs.DecimalCodec.Write(writer, value.Amount());
            public static Money Read(ref RaySharp.Codecs.CodecReader reader) => Money.Of(RaySharp.Codecs.DecimalCodec.Read(ref reader));
        }
        class @class { public int @int { get; set; } public string @event = ""; }

        record All(
            Point Point, Pixel[] Pixels, Padded[] Padded, Fields Fields, Guarded Guarded, Plain Plain, Mixed Mixed, Child Child, Tree Tree, Graph Graph,
            Empty Empty, Pair<string, Pair<int, Point?>> Pair, IShape[] Shapes, Polygon Polygon, List<Node> Nodes, Expr<int> Expr, Colour[] Colours,
            Money Money, @class Keyword, (int, (string A, double B), long[]) Tuple, (int, int, int, int, int, int, int, int, string) Long, Tuple<int, string> Old,
            int? Some, int? None, Point? Missing, Dictionary<Colour, Point?[]> Map, System.Collections.Immutable.ImmutableArray<Pixel> Immutable,
            System.Numerics.Vector3 Vector, KeyValuePair<string, int> Entry, byte[][] Jagged, ReadOnlyMemory<double> Memory);

        public static class Test
        {
            internal static All Value() => new(
                new(1, 2.5), [new(1, 2, 3, 4, 5, 6), default], [new(1, long.MaxValue)], new Fields { A = 3, B = null }, new Guarded(4),
                new Plain { A = 5, B = "b", C = [new(1, 2), new(3, 4)] }, new Mixed(6) { B = "m", Field = 7 }, new Child { FromBase = 8, Own = 9 },
                new Tree(1, new Tree(2, null, null), new Tree(3, new Tree(4, null, null), null)),
                new Graph("g", [new Graph("c", [], [])], new() { ["n"] = new Graph("d", [], []) }),
                new Empty(), new("p", new(1, null)), [new Circle(1), new Square(2), new Triangle(3), new Dot(4)], new Triangle(5), [new Node(1), new Special(2, "s")],
                new Branch<int>(new Leaf<int>(1), new Leaf<int>(2)), [Colour.Red, Colour.Green], Money.Of(9.99m), new @class { @int = 1, @event = "e" },
                (1, ("a", 2.0), [3, 4]), (1, 2, 3, 4, 5, 6, 7, 8, "nine"), System.Tuple.Create(1, "t"),
                5, null, null, new() { [Colour.Green] = [new(1, 1), null] }, [new(9, 8, 7, 6, 5, 4)], new(1, 2, 3), new("k", 1), [[1, 2], []], new double[] { 1, 2 });

            public static async Task<string> RunAsync(RayRuntime ray)
            {
                All value = Value();
                All back = await await ray.PutAsync(value);
                return Text(value) + "\n" + Text(back);
            }

            private static string Text(object? value) => System.Text.Json.JsonSerializer.Serialize(value, new System.Text.Json.JsonSerializerOptions { IncludeFields = true })
                + value + string.Join(",", ((All)value!).Shapes.Select(s => s.ToString())) + ((All)value).Polygon + ((All)value).Expr + string.Join(",", ((All)value).Nodes)
                + ((All)value).Mixed.A + ((All)value).Guarded.N + ((All)value).Money + string.Join(",", ((All)value).Memory.ToArray()) + string.Join(",", ((All)value).Immutable);
        }
        """;
}
