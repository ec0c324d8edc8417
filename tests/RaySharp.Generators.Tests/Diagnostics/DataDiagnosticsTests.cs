using RaySharp.Generators.Tests.Harness;

namespace RaySharp.Generators.Tests.Diagnostics;

public sealed class DataDiagnosticsTests
{
    public static readonly TheoryData<string, string> Cases = new()
    {
        { "ApiPage", "interface ILogger { } record Config(double Lr, ILogger Log); static partial class Jobs { [RayRemote] public static void Train(Config config) { } }" },
        { "FrameworkLogger", "record Config(double Lr, Microsoft.Extensions.Logging.ILogger Log); static partial class Jobs { [RayRemote] public static void Train(Config config) { } }" },
        { "Direct", "static partial class Jobs { [RayRemote] public static void F(System.IO.Stream s, Action a, object o, nint n, Task t, CancellationToken[] c, int[,] m, Type y) { } }" },
        { "Deep", "record A(List<B> Bs); record B(Dictionary<string, C> Cs); record C(Func<int> Make); static partial class Jobs { [RayRemote] public static A F() => null!; }" },
        { "Interface", "interface IShape { } static partial class Jobs { [RayRemote] public static void F(IShape s) { } [RayRemote] public static List<Base> G() => []; } abstract class Base { }" },
        { "PrivateState", "class Machine { private int _n; public void Step() => _n++; } static partial class Jobs { [RayRemote] public static void F(Machine m) { } }" },
        { "NoConstructor", "class Point { public int X { get; } public Point(double a) => X = (int)a; } class Bag { public List<int> Items { get; } = []; } static partial class Jobs { [RayRemote] public static void F(Point p, Bag b) { } }" },
        { "Disposable", "class Lease : IDisposable { public int Id { get; set; } public void Dispose() { } } static partial class Jobs { [RayRemote] public static void F(Lease l) { } }" },
        { "CollectionClass", "class Names : List<string> { } static partial class Jobs { [RayRemote] public static void F(Names n) { } }" },
        { "ExceptionClass", "class Oops : Exception { } static partial class Jobs { [RayRemote] public static void F(Oops n) { } }" },
        { "HiddenType", "partial class Outer { private record Secret(int X); [RayRemote] static void F(Secret s, List<Secret> t) { } static object G() => Remote.F(new Secret(1), new List<Secret>()); }" },
        { "HiddenEnumAndActor", "partial class Outer { private enum E { A } [RayRemote] static E F(E e, ActorHandle<A> a) => e; [RayActor] private partial class A { } }" },
        { "ActorAndRuntime", "[RayActor] sealed partial class A { } static partial class Jobs { [RayRemote] public static void F(A a, RayRuntime r) { } }" },
        { "Derived", "[RaySerializable(Derived = [typeof(Circle), typeof(string)])] interface IShape { } record Circle(int R) : IShape;" },
        { "NamedType", "[assembly: RaySerializable(typeof(System.IO.Stream))] [assembly: RaySerializable(typeof(Good))] record Good(int X);" },
        { "BadCodec", "[assembly: RayCodec(typeof(Money), typeof(Money))] [assembly: RayCodec(typeof(Money), typeof(NoCodec))] class Money { } struct NoCodec { }" },
        { "Put", "record A(int X); record B(int X); record C(int X); static partial class Jobs { [RayRemote] public static void F(A a) { } public static async Task G<T>(RayRuntime ray, T t) { await ray.PutAsync(new A(1)); await ray.PutAsync(new B(1)); await ray.PutAsync(new[] { 1 }); await ray.PutAsync(new Dictionary<string, int>()); await ray.PutAsync(new List<C>()); await ray.PutAsync(t); } }" },
        { "SeveralAtOnce", "static partial class Jobs { [RayRemote] public static Action F(Action a, ref int b) => a; } static class User { static object G(int x) => Jobs.Remote.F(() => { }, ref x); }" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_cannot_be_sent_is_told_with_its_path(string name, string source) =>
        Snapshot.Match(source + "\n\n" + await Compiled.From(source).DiagnosticsAsync(), "Data." + name);
}
