using Microsoft.CodeAnalysis;
using RaySharp.Generators.Tests.Harness;

namespace RaySharp.Generators.Tests.Emission;

/// <summary>What typical classes become, for people to read; and that it compiles in projects stricter than most.</summary>
public sealed class EmissionTests
{
    private const string Tasks = """
        namespace Shop.Pricing;
        public static partial class Jobs
        {
            /// <summary>Counts.</summary>
            /// <param name="samples">How many.</param>
            /// <param name="seed">Where to begin.</param>
            /// <returns>The count.</returns>
            [RayRemote(Cpus = 0.5, Resources = "npu=1")]
            public static long Count(long samples, int seed = 7) => samples + seed;

            /// <summary>Sums.</summary>
            [RayRemote]
            public static async Task<long> Sum(long[] parts, CancellationToken cancel) { await Task.Yield(); return parts.Length; }
        }
        """;

    private const string Actor = """
        namespace Shop;
        /// <summary>Counts.</summary>
        [RayActor(MaxRestarts = 2)]
        public sealed partial class Counter(string name)
        {
            /// <summary>Adds.</summary>
            public async Task<long> Add(long by, CancellationToken cancel) { await Task.Yield(); return by; }
            /// <summary>Names.</summary>
            public string Name() => name;
        }
        """;

    private const string Data = """
        namespace Shop;
        public static partial class Jobs { [RayRemote(Returns = Returns.Separate)] public static (Tree Tree, IShape[] Shapes) Split(Tree tree) => (tree, []); }
        public sealed record Tree(int Value, Tree? Left, Tree? Right);
        [RaySerializable(Derived = [typeof(Circle), typeof(Square)])] public interface IShape;
        public sealed record Circle(double R) : IShape;
        public class Square : IShape { public required double Side { get; init; } public string? Name { get; set; } }
        """;

    [Fact]
    public void Tasks_are_emitted() => Snapshot.Match(Compiled.From(Tasks).Clean().Generated("Shop.Pricing.Jobs"), "Tasks");

    [Fact]
    public void An_actor_is_emitted() => Snapshot.Match(Compiled.From(Actor).Clean().Generated("Shop.Counter"), "Actor");

    [Fact]
    public void Registration_is_emitted_with_codecs_and_takeover() =>
        Snapshot.Match(Compiled.From(Data + " static class P { static void Main() { } [RayWorkerStart] internal static void Begin() { } } public sealed class OutOfStock(string message, Exception? inner) : Exception(message, inner); class Gone(string what) : OperationCanceledException(what); class Numbered(int n) : Exception(n.ToString());", OutputKind.ConsoleApplication).Clean().Generated("Registration"), "Registration");

    [Fact]
    public void Codecs_are_emitted() => Snapshot.Match(
        string.Join("\n", new[] { "Codec.Tree", "Codec.IShape", "Codec.Square" }.Select(Compiled.From(Data).Clean().Generated)), "Codecs");

    [Theory]
    [InlineData(Tasks)]
    [InlineData(Actor)]
    public void Emitted_public_members_are_documented(string source)
    {
        var undocumented = Compiled.From(source, documented: true).Errors;
        Assert.DoesNotContain(undocumented, e => e.Location.SourceTree!.FilePath.EndsWith(".g.cs", StringComparison.Ordinal));
    }

    public static readonly TheoryData<string> Oddities =
    [
        "namespace @class.@event; static partial class @static { [RayRemote] public static int @new(int @int, string @string) => 1; } static class U { static object F() => @static.Remote.@new(1, \"\"); }",
        "[Obsolete(\"old\")] record Old(int X); static partial class Jobs { [Obsolete(\"old\")] [RayRemote] public static Old F(Old o) => o; }",
        "partial class Outer { internal partial struct Middle { internal partial record Inner { [RayRemote] private static int F(Deep d) => 1; internal record Deep(int X); static object G() => Remote.F(new Deep(1)); } } }",
        "partial interface IJobs { [RayRemote] static int F(int a) => a; } static class U { static object F() => IJobs.Remote.F(1); }",
        "partial class Base { [RayRemote] public static int F(int a) => a; } partial class Derived : Base { [RayRemote] public static int G(int a) => a; } static class U { static object F() => Derived.Remote.G(1); }",
        "[RayActor] partial class A { public int F() => 1; public virtual int G(int x) => x; } [RayActor] partial class B : A { public override int G(int x) => x; public int H() => 2; } static class U { static object F(ActorHandle<B> b) { b.F(); b.G(1); return b.H(); } }",
        "namespace N { static partial class Jobs { [RayRemote] public static int F(System.Collections.Generic.List<System.Uri> RaySharp, int System) => 1; } }",
        "#nullable disable\nstatic partial class Jobs { [RayRemote] public static string F(string a, List<string> b = null) => a; }",
        "static partial class Jobs { [RayRemote] public static int F(List<string?> a, Dictionary<string, string?[]?>? b, (string? A, int B)[] c) => 1; } static class U { static object F() => Jobs.Remote.F([null], null, [(null, 1)]); }",
        "[RayActor] sealed partial class A : IAsyncDisposable { public ValueTask DisposeAsync() => default; public override string ToString() => \"\"; public int X { get; set; } public event Action? E { add { } remove { } } }",
        "[RayActor] sealed partial class A { public int F(int actor, int call, CancellationToken token) => 1; public static A Create(int x) => new(); public static ValueTask<A> CreateAsync(string s, CancellationToken c) => new(new A()); } static class U { static object F() { A.Remote.Create(\"\"); return A.Remote.Create(1).F(1, 2); } }",
        "record struct P(int X); static partial class Jobs { [RayRemote] public static Task<P?> F(P? p, P[]? q = null, P r = default, ObjectRef? s = null, ActorHandle<A>? t = null) => Task.FromResult(p); } [RayActor] sealed partial class A { }",
        "static partial class Jobs { [RayRemote] public static int F(int a, int b = 2, params string[] c) => 1; } static class U { static object F(ObjectRef<string> s) { Jobs.Remote.F(1); Jobs.Remote.F(1, 2, s, \"x\"); return Jobs.Remote.F(1, 2, \"x\"); } }",
        "static partial class Jobs { [RayRemote] public static long F(long a = long.MinValue, int b = int.MinValue, double c = double.NegativeInfinity, float d = -0.5f, ulong e = ulong.MaxValue, uint f = 1, short g = -3, byte h = 2, sbyte i = -1, char j = '\\n', string k = \"\\\"\\n\", DayOfWeek? l = DayOfWeek.Friday, decimal m = -1.50m, bool? n = null) => 1; }",
        Sending("class Req { [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] public Req(int a) => A = a; public required int A { get; init; } }", "Req"),
        Sending("class Both { public Both(int a) => A = a; public required int A { get; init; } public required string B; }", "Both"),
        Sending("class Closed(int a) { public int A { get; private set; } = a; public int Twice => A * 2; public static int S { get; set; } public int this[int i] => i; }", "Closed"),
        Sending("readonly struct ByIn { public readonly int X; public ByIn(in int x) => X = x; }", "ByIn"),
        Sending("record Base(int A) { public virtual string B { get; init; } = \"\"; } sealed record Over(int A, int C) : Base(A) { public override string B { get; init; } = \"x\"; public int Sum => A + C; }", "Over"),
        Sending("record Wrapped(int X) { public int X { get; init; } = X > 0 ? X : 0; public List<Wrapped> Inner { get; init; } = []; }", "Wrapped"),
        Sending("struct Empty { } sealed class Nothing { }", "(Empty, Nothing, Empty[])"),
        Sending("class Outer<T> { public record Inner(T Value); public enum E { A } }", "(Outer<int>.Inner, Outer<string>.Inner[], Outer<long>.E)"),
        Sending("record A(B? B); record B(C[] Cs); record C(A? A, Dictionary<string, A> Map);", "A"),
        Sending("record struct V(int X) { public V? Nothing => null; } record struct W(V A, V? B, List<W>? Cs);", "(W, V?, W?[])"),
        Sending("class Dates { public DateTime A; public DateOnly B; public TimeOnly C; public DateTimeOffset D; public TimeSpan E; public Half F; public Int128 G; public System.Numerics.BigInteger H; public Uri? I; public Version? J; public decimal K; public bool L; public char M; public Guid N; }", "Dates"),
        Sending("class Sets { public HashSet<int> A = []; public SortedSet<string> B = []; public ISet<int> C = new HashSet<int>(); public IReadOnlySet<int> D = new HashSet<int>(); public Stack<int> E = []; public Queue<string> F = []; public LinkedList<int> G = []; public SortedDictionary<int, string> H = []; public IDictionary<int, int> I = new Dictionary<int, int>(); public IReadOnlyDictionary<string, int[]> J = new Dictionary<string, int[]>(); public System.Collections.Immutable.ImmutableDictionary<string, int>? K; public System.Collections.Immutable.ImmutableHashSet<int>? L; public System.Collections.Immutable.ImmutableList<string>? M; public ICollection<int> N = []; public IReadOnlyCollection<string> O = []; public IList<int> P = []; public KeyValuePair<int, string> Q; }", "Sets"),
    ];

    private static string Sending(string types, string type) =>
        $"{types} static partial class Jobs {{ [RayRemote] public static {type} F({type} value, ObjectRef<{type}>? later = null) => value; }} static class U {{ static object F(ObjectRef<{type}> r) => Jobs.Remote.F(r, r); }}";

    [Fact]
    public void A_program_of_top_level_statements_has_its_remote_code_at_the_end() => Compiled.From("""
        Console.WriteLine(await Program.Remote.F(1));
        partial class Program { [RayRemote] internal static int F(int n) => n; }
        """, OutputKind.ConsoleApplication).Clean();

    [Fact]
    public async Task Odd_but_legal_code_compiles_and_is_not_refused()
    {
        foreach (string source in Oddities.Select(row => row.Data))
            Assert.DoesNotContain("Error RAY", source + "\n" + await Compiled.From(source).Clean().DiagnosticsAsync(), StringComparison.Ordinal);
    }
}
