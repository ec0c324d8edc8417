using RaySharp.Generators.Tests.Harness;

namespace RaySharp.Generators.Tests.CallShapes;

/// <summary>Emitted stubs, descriptors and codecs at work, through the bytes that would travel.</summary>
public sealed class LoopbackTests
{
    private const string Jobs = """
        static partial class Jobs
        {
            [RayRemote] public static long Count(long samples, int seed = 7) => samples * 100 + seed;
            [RayRemote] public static async Task<long> Sum(long[] parts, CancellationToken cancel) { await Task.Yield(); return parts.Sum(); }
            [RayRemote] public static int Total(IEnumerable<int> parts) => parts.Sum();
            [RayRemote] public static string Join(params string[] words) => string.Join('|', words);
            [RayRemote(Returns = Returns.Separate)] public static (int Model, double Score) Fit(Config config) => ((int)(config.Lr * 10), config.Lr);
            [RayRemote(Returns = Returns.Separate)] public static int[][] Split(int[] rows, int by) => rows.Chunk(by).ToArray();
            [RayRemote] public static async IAsyncEnumerable<int> Numbers(int n) { for (int i = 0; i < n; i++) { await Task.Yield(); yield return i; } }
            [RayRemote] public static void Log(int n, string? tag = null) { if (n < 0) throw new ArgumentException(tag ?? "none"); }
            [RayRemote] public static string Nulls(int n, string? text, int? number) => $"{n} {text ?? "null"} {(number is { } m ? m.ToString() : "null")}";
            [RayRemote] public static async Task<long> Use(ActorHandle<Counter> counter, long by) => await counter.Add(by);
            [RayRemote] public static async Task<long> Follow(ObjectRef<long> later, List<ObjectRef<long>> more) { long sum = await later; foreach (var m in more) sum += await m; return sum; }
            [RayRemote] public static ObjectRef<long> Start(long n) => Remote.Count(n);
            [RayRemote] public static async ValueTask Quiet(DayOfWeek day = DayOfWeek.Friday, decimal m = 1.5m, char c = '\'', string s = "a\"b", float f = float.NaN, double? d = null) { await Task.Yield(); if (day != DayOfWeek.Friday || m != 1.5m || c != '\'' || s != "a\"b" || !float.IsNaN(f) || d is not null) throw new ArgumentException("defaults"); }
        }
        record Config(double Lr);
        [RayActor] sealed partial class Counter(string name, int start = 5)
        {
            long _n = start;
            public async Task<long> Add(long a) { await Task.Yield(); return _n += a; }
            public string Name() => name;
            public void Fail() => throw new InvalidOperationException("on purpose");
            [RayRemote(Returns = Returns.Separate)] public async Task<(long N, string Name)> Both() { await Task.Yield(); return (_n, name); }
            public async IAsyncEnumerable<long> Watch(int times) { for (int i = 0; i < times; i++) { await Task.Yield(); yield return _n; } }
        }
        """;

    public static readonly TheoryData<string, string> Calls = new()
    {
        { "await Jobs.Remote.Count(1)", "107" },
        { "await Jobs.Remote.Count(await ray.PutAsync(2L))", "207" },
        { "await Jobs.Remote.Count(3, Jobs.Remote.Total([1, 2]))", "303" },
        { "await Jobs.Remote.Sum([1, Jobs.Remote.Count(0), 3])", "11" },
        { "await Jobs.Remote.Sum(await ray.PutAsync(new long[] { 4, 5 }))", "9" },
        { "await Jobs.Remote.Sum(new[] { Jobs.Remote.Count(1), Jobs.Remote.Count(2) })", "314" },
        { "await Jobs.Remote.Total(new HashSet<int> { 1, 2 })", "3" },
        { "await Jobs.Remote.Join(\"a\", await ray.PutAsync(\"b\"), \"c\")", "a|b|c" },
        { "(await Jobs.Remote.Fit(new(0.5))).ToString()", "(5, 0.5)" },
        { "string.Join(',', (await Jobs.Remote.Split(2, [1, 2, 3, 4], 2)[1]))", "3,4" },
        { "string.Join(',', await Jobs.Remote.Numbers(3).ValuesAsync().ToListAsync())", "0,1,2" },
        { "await Try(Jobs.Remote.Log(-1, \"why\"))", "why" },
        { "await Try(Jobs.Remote.Log(await ray.PutAsync(-1)))", "none" },
        { "await Try(Jobs.Remote.Log(await ray.PutAsync(-1), null))", "none" },
        { "await Try(Jobs.Remote.Log(await ray.PutAsync(-1), await ray.PutAsync(\"why\")))", "why" },
        { "await Jobs.Remote.Nulls(await ray.PutAsync(1), null, null)", "1 null null" },
        { "await Jobs.Remote.Nulls(await ray.PutAsync(1), \"a\", 2)", "1 a 2" },
        { "await Jobs.Remote.Nulls(1, await ray.PutAsync(\"a\"), null)", "1 a null" },
        { "await Try(Jobs.Remote.Split(3, [1], 1)[0])", "The method returned 1 item, its caller asked for 3 (the stub's argument 'returns'). Return exactly as many." },
        { "await Jobs.Remote.Use(Counter.Remote.Create(\"x\"), Jobs.Remote.Count(0))", "12" },
        { "await Jobs.Remote.Follow(Jobs.Remote.Count(1), [Jobs.Remote.Count(2), Jobs.Remote.Count(3)])", "621" },
        { "await await Jobs.Remote.Start(5)", "507" },
        { "await Try(Jobs.Remote.Quiet())", "fine" },
        { "await Try(Jobs.Remote.Quiet(await ray.PutAsync(DayOfWeek.Friday)))", "fine" },
        { "await Try(Jobs.Remote.Quiet(DayOfWeek.Monday))", "defaults" },
        { "await Counter.Remote.Create(\"x\", 3).Add(4)", "7" },
        { "await Counter.Remote.Create(await ray.PutAsync(\"y\")).Name()", "y" },
        { "await Try(Counter.Remote.Create(\"x\").Fail())", "on purpose" },
        { "await Counter.Remote.Create(\"x\").Both()", "(5, x)" },
        { "string.Join(',', await Counter.Remote.Create(\"x\").Watch(2).ValuesAsync().ToListAsync())", "5,5" },
        { "await Jobs.Remote.On(ray).With(new() { Cpus = 3 }).Count(1)", "107" },
    };

    [Fact]
    public async Task Every_call_gives_what_the_method_gives()
    {
        string cases = string.Join("\n", Calls.Select(row => $"results.Add((\"\" + ({row.Data.Item1}))!);"));
        var sample = Loaded.From(Jobs + $$"""
            public static class Test
            {
                static async Task<string> Try(ObjectRef call) { try { await call; return "fine"; } catch (Exception e) { return e.Message; } }
                public static async Task<string> RunAsync(RayRuntime ray)
                {
                    using var scope = ray.Use();
                    List<string> results = [];
                    {{cases}}
                    return string.Join('\n', results);
                }
            }
            """);
        string[] results = (await sample.RunAsync(new LoopbackRuntime())).Split('\n');
        Assert.Equal(Calls.Select(row => $"{row.Data.Item1} -> {row.Data.Item2}"), Calls.Zip(results, (row, result) => $"{row.Data.Item1} -> {result}"));
    }
}
