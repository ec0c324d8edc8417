using RaySharp.Generators.Tests.Harness;

namespace RaySharp.Generators.Tests.Diagnostics;

public sealed class BehaviourDiagnosticsTests
{
    public static readonly TheoryData<string, string> Cases = new()
    {
        { "BlockingWait", "static partial class Jobs { [RayRemote] public static int F(int n) { Task<int> t = Task.FromResult(n); t.Wait(); Thread.Sleep(5); Task.WaitAll(t); int x = t.GetAwaiter().GetResult(); return t.Result; } static int NotRemote(Task<int> t) => t.Result; }" },
        { "BlockingWaitInActor", "[RayActor] sealed partial class A { public A() => Task.Delay(1).Wait(); public int F(Task<int> t) { return G(); } private int G() { Thread.Sleep(1); return 1; } }" },
        { "BlockingRef", "static partial class Jobs { [RayRemote] public static long F(ObjectRef<long> r) => r.GetAwaiter().GetResult() + r.GetAsync().Result; }" },
        { "StaticWrite", "static partial class Jobs { static int _n; static string? _s; static int P { get; set; } [RayRemote] public static void F() { _n = 1; _n++; _n += 2; _s ??= \"\"; P = 3; Interlocked.Increment(ref _n); int local = _n; local++; } static void NotRemote() => _n = 1; }" },
        { "AmbientStatic", "using System.Diagnostics; using System.Globalization; static partial class Jobs { [RayRemote] public static void F(string culture) { CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new CultureInfo(culture); Activity.Current = null; Thread.CurrentPrincipal = null; Thread.CurrentThread.CurrentCulture = CultureInfo.InvariantCulture; CultureInfo.DefaultThreadCurrentCulture = null; Environment.ExitCode = 1; } }" },
        { "NoToken", "static partial class Jobs { [RayRemote] public static async Task F() => await Task.Yield(); [RayRemote] public static Task G(CancellationToken cancel) => Task.CompletedTask; [RayRemote] public static int H() => 1; } [RayActor] sealed partial class A { public async Task<int> F() { await Task.Yield(); return 1; } internal Task I() => Task.CompletedTask; }" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Doubtful_behaviour_is_told(string name, string source) =>
        Snapshot.Match(source + "\n\n" + await Compiled.From(source).DiagnosticsAsync(), "Behaviour." + name);
}
