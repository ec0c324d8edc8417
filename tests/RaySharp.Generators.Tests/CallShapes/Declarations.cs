namespace RaySharp.Generators.Tests.CallShapes;

/// <summary>Remote code that the call shapes call.</summary>
internal static class Declarations
{
    public const string Jobs = """
        using System.Runtime.CompilerServices;

        internal static partial class Jobs
        {
            [RayRemote] public static long Count(long samples, int seed = 7) => samples + seed;
            [RayRemote] public static async Task<long> Sum(long[] parts, CancellationToken cancel) { await Task.Yield(); return parts.Sum(); }
            [RayRemote(Returns = Returns.Separate)] public static (int Model, double Score) Fit(Config config) => (1, config.Lr);
            [RayRemote(Returns = Returns.Separate)] public static int[][] Split(int[] rows, int by = 2) => [];
            [RayRemote] public static async IAsyncEnumerable<int> Numbers(int n) { for (int i = 0; i < n; i++) { await Task.Yield(); yield return i; } }
            [RayRemote] public static Task Forever(CancellationToken cancel) => Task.Delay(-1, cancel);
            [RayRemote] public static void Log(int n, string? tag = null) { }
            [RayRemote] public static void Tagged(int n, string? tag = "none") { }
            [RayRemote] public static void Pair(int n, string tag) { }
            [RayRemote] public static int Nulls(int n, string? text, int? number, Config? config) => n;
            [RayRemote] public static async Task<long> Use(ActorHandle<Counter> counter) => await counter.Add(1);

            [RayRemote] public static int Length(IReadOnlyList<string> words) => words.Count;
            [RayRemote] public static int Total(IEnumerable<int> numbers) => numbers.Sum();
            [RayRemote] public static int Bytes(ReadOnlyMemory<int> numbers) => numbers.Length;
            [RayRemote] public static int Many(params int[] numbers) => numbers.Length;
            [RayRemote] public static string Echo(string text) => text;
            [RayRemote] public static string? Maybe(string? text) => text;
            [RayRemote] public static int? Perhaps(int? number) => number;
            [RayRemote] public static Config Same(Config config) => config;
            [RayRemote] public static Config? MaybeConfig(Config? config) => config;
            [RayRemote] public static Dictionary<string, List<Config>> Map(Dictionary<string, List<Config>> map) => map;
            [RayRemote] public static async Task<long> Follow(ObjectRef<long> later) => await later;
            [RayRemote] public static ObjectRef<long> Start(long n) => Remote.Count(n);
            [RayRemote] public static async ValueTask<int> Quick(int n) { await Task.Yield(); return n; }
            [RayRemote] public static async ValueTask Quiet(DayOfWeek day = DayOfWeek.Friday, double rate = 0.5, char c = 'x', decimal m = 1.5m, bool b = true, Guid id = default) { await Task.Yield(); }
            [RayRemote] public static int call(int returns, int target, string @class, int results) => 0;
            [RayRemote(Cpus = 0.5, Gpus = 1, Memory = 1L << 30, Resources = "npu=1, license=0.5", MaxRetries = -1, MaxMemoryRetries = 2, RetryExceptions = [typeof(TimeoutException)], Name = "opts", Isolation = Isolation.Process)]
            public static int Options((int X, string Y) point) => point.X;
            [RayRemote] internal static int Hidden(Config config) => 1;
            [RayRemote] private static int Secret(Config config) => 1;
            [RayRemote] public static int Overload(int n) => n;
            [RayRemote] public static int Overload(string s) => 0;
            [RayRemote] public static int Overload(int n, CancellationToken cancel) => n;
        }

        internal record Config(double Lr);

        [RayActor]
        internal sealed partial class Counter
        {
            private long _n;
            public static async Task<Counter> CreateAsync(string source) { await Task.Yield(); return new Counter(); }
            public async Task<long> Add(long a) { await Task.Yield(); return _n += a; }
            public long Get() => _n;
            public void Reset(long to = 0, CancellationToken cancel = default) => _n = to;
            public async IAsyncEnumerable<long> Watch() { await Task.Yield(); yield return _n; }
            [RayRemote(Returns = Returns.Separate)] public (long Now, string Name) Both() => (_n, "x");
            internal void NotRemote() { }
        }
        """;
}
