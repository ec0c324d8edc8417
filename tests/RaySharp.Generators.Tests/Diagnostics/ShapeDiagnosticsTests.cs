using RaySharp.Generators.Tests.Harness;

namespace RaySharp.Generators.Tests.Diagnostics;

/// <summary>The texts of what our analyzers say; where the compiler says something beside them, that shows too.</summary>
public sealed class ShapeDiagnosticsTests
{
    public static readonly TheoryData<string, string> Cases = new()
    {
        { "NotPartial", "static class Jobs { [RayRemote] public static int F(int a) => a; } static class User { static object G() => Jobs.Remote.F(1); }" },
        { "NotPartialOuter", "class Outer { internal static partial class Jobs { [RayRemote] public static int F(int a) => a; } } static class User { static object G() => Outer.Jobs.Remote.F(1); }" },
        { "NotPartialActor", "[RayActor] sealed class Counter { public int Get() => 1; } static class User { static object G() => Counter.Remote.Create().Get(); }" },
        { "Private", "partial class Outer { private static partial class Jobs { [RayRemote] public static int F(int a) => a; } static object G() => Jobs.Remote.F(1); }" },
        { "FileLocal", "file static partial class Jobs { [RayRemote] public static int F(int a) => a; }" },
        { "Instance", "partial class Jobs { [RayRemote] public int F(int a) => a; } static class User { static object G() => Jobs.Remote.F(1); }" },
        { "GenericMethod", "static partial class Jobs { [RayRemote] public static T Pick<T>(T[] items) => items[0]; } static class User { static object G() => Jobs.Remote.Pick([1, 2]); }" },
        { "GenericClass", "static partial class Jobs<T> { [RayRemote] public static int F(int a) => a; } static class User { static object G() => Jobs<int>.Remote.F(1); }" },
        { "GenericActor", "[RayActor] sealed partial class Box<T> { public int F() => 1; }" },
        { "LocalFunction", "static class Program { static void Main() { F(1); [RayRemote] static int F(int a) => a; } }" },
        { "Ref", "static partial class Jobs { [RayRemote] public static int F(ref int a, out int b, in int c) => b = a + c; } static class User { static object G() { int x = 1; return Jobs.Remote.F(ref x, out int y, in x); } }" },
        { "Span", "static partial class Jobs { [RayRemote] public static int F(ReadOnlySpan<int> a, params Span<int> b) => a.Length; } static class User { static object G() => Jobs.Remote.F([1], 2, 3); }" },
        { "Pointer", "static partial class Jobs { [RayRemote] public static unsafe int F(int* a) => *a; }" },
        { "TokenFirst", "static partial class Jobs { [RayRemote] public static int F(CancellationToken cancel, int a) => a; } static class User { static object G() => Jobs.Remote.F(default, 1); }" },
        { "ArgParameter", "static partial class Jobs { [RayRemote] public static int F(Arg<int> a) => 1; }" },
        { "AsyncVoid", "static partial class Jobs { [RayRemote] public static async void F() => await Task.Yield(); } static class User { static object G() => Jobs.Remote.F(); }" },
        { "RefReturn", "static partial class Jobs { static int[] _a = [1]; [RayRemote] public static ref int F() => ref _a[0]; [RayRemote] public static Span<int> G() => _a; }" },
        { "NotSeparable", "static partial class Jobs { [RayRemote(Returns = Returns.Separate)] public static int F() => 1; [RayRemote(Returns = Returns.Separate)] public static void G() { } }" },
        { "NameTaken", "static partial class Jobs { public static int Remote => 1; [RayRemote] public static int With(int a) => a; [RayRemote] public static int On() => 1; }" },
        { "Options", "static partial class Jobs { [RayRemote(Cpus = -2, MaxRetries = -5, Resources = \"npu\")] public static int F() => 1; }" },
        { "WorkerStart", "static class Starts { [RayWorkerStart] static void A() { } [RayWorkerStart] public static void B(int x) { } [RayWorkerStart] public static int C() => 1; [RayWorkerStart] internal static async void D() => await Task.Yield(); }" },
        { "StaticOnActor", "[RayActor] sealed partial class Counter { [RayRemote] public static int F() => 1; [RayRemote] internal int G() => 1; }" },
        { "HandleMember", "[RayActor] sealed partial class Counter { public int Release() => 1; public long Id() => 1; }" },
        { "NoCreation", "[RayActor] abstract partial class A { public int F() => 1; } [RayActor] static partial class B { } [RayActor] sealed partial class C { private C() { } public int F() => 1; } static class User { static object G(ActorHandle<C> c) => c.F(); }" },
        { "ActorParameter", "[RayActor] sealed partial class C { public int F(Action a) => 1; public T G<T>(T x) => x; public int H(ref int x) => x; } static class User { static object G(ActorHandle<C> c) => c.F(() => { }); }" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_refused_shape_is_told(string name, string source) =>
        Snapshot.Match(source + "\n\n" + await Compiled.From(source).DiagnosticsAsync(), "Shape." + name);
}
