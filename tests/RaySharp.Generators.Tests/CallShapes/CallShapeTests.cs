using RaySharp.Generators.Tests.Harness;

namespace RaySharp.Generators.Tests.CallShapes;

public sealed class CallShapeTests
{
    /// <summary>Every way to call, as one statement each: they must compile without a warning.</summary>
    public static readonly TheoryData<string> Compiling =
    [
        "ObjectRef<long> r = Jobs.Remote.Count(1);",
        "ObjectRef<long> r = Jobs.Remote.Count(1, 2);",
        "ObjectRef<long> r = Jobs.Remote.Count(seed: 2, samples: 1);",
        "ObjectRef<long> r = Jobs.Remote.Count(samples: a);",
        "ObjectRef<long> r = Jobs.Remote.Count(a, i);",
        "ObjectRef<long> r = Jobs.Remote.Count(a, 3);",
        "ObjectRef<long> r = Jobs.Remote.Count(1, seed: i);",
        "ObjectRef<long> r = Jobs.Remote.Count(default);",
        "ObjectRef<long> r = Jobs.Remote.Count(checked((int)5L));",
        "ObjectRef<long> r = Jobs.Remote.Sum([1, 2, 3]);",
        "ObjectRef<long> r = Jobs.Remote.Sum([a, 2, 3]);",
        "ObjectRef<long> r = Jobs.Remote.Sum([]);",
        "ObjectRef<long> r = Jobs.Remote.Sum([.. refs, 5]);",
        "ObjectRef<long> r = Jobs.Remote.Sum([.. longs, a]);",
        "ObjectRef<long> r = Jobs.Remote.Sum(refs);",
        "ObjectRef<long> r = Jobs.Remote.Sum(refs.ToList());",
        "ObjectRef<long> r = Jobs.Remote.Sum(longs);",
        "ObjectRef<long> r = Jobs.Remote.Sum(arrays);",
        "ObjectRef<long> r = Jobs.Remote.Sum(longs, CancellationToken.None);",
        "ObjectRef<long> r = Jobs.Remote.Sum([a], CancellationToken.None);",
        "ObjectRef<long> r = Jobs.Remote.Sum([a], cancel: default);",
        "ObjectRef<long> r = Jobs.Remote.Sum(null!);",
        "var (m, s) = Jobs.Remote.Fit(new(0.5)); ObjectRef<int> x = m; ObjectRef<double> y = s;",
        "var t = Jobs.Remote.Fit(config); ObjectRef<int> x = t.Model; ObjectRef<double> y = t.Score;",
        "var t = Jobs.Remote.Fit(configRef);",
        "ObjectRef<int[]>[] r = Jobs.Remote.Split(2, [1, 2]);",
        "ObjectRef<int[]>[] r = Jobs.Remote.Split(returns: 2, rows: [1, i], by: i);",
        "ObjectRefStream<int> r = Jobs.Remote.Numbers(3);",
        "ObjectRefStream<int> r = Jobs.Remote.Numbers(i);",
        "ObjectRef r = Jobs.Remote.Forever();",
        "ObjectRef r = Jobs.Remote.Forever(CancellationToken.None);",
        "ObjectRef r = Jobs.Remote.Log(1);",
        "ObjectRef r = Jobs.Remote.Log(1, null);",
        "ObjectRef r = Jobs.Remote.Log(1, tag: text);",
        "ObjectRef r = Jobs.Remote.Log(i, text);",
        "ObjectRef r = Jobs.Remote.Log(i, maybeText);",
        "ObjectRef r = Jobs.Remote.Log(i, null);",
        "ObjectRef r = Jobs.Remote.Log(i, (string?)null);",
        "ObjectRef r = Jobs.Remote.Log(i, default);",
        "ObjectRef r = Jobs.Remote.Log(tag: null, n: i);",
        "ObjectRef<int> r = Jobs.Remote.Nulls(i, null, null, null);",
        "ObjectRef<int> r = Jobs.Remote.Nulls(i, maybeText, 5, configRef);",
        "ObjectRef<int> r = Jobs.Remote.Nulls(1, text, 2, null);",
        "ObjectRef r = Jobs.Remote.Log(i);",
        "ObjectRef r = Jobs.Remote.Log(1, default);",
        "ObjectRef<int> r = Jobs.Remote.Length([\"a\", \"b\"]);",
        "ObjectRef<int> r = Jobs.Remote.Length([text, \"b\"]);",
        "ObjectRef<int> r = Jobs.Remote.Length(words);",
        "ObjectRef<int> r = Jobs.Remote.Length(new List<string>());",
        "ObjectRef<int> r = Jobs.Remote.Length(new string[3]);",
        "ObjectRef<int> r = Jobs.Remote.Total(Enumerable.Range(0, 3));",
        "ObjectRef<int> r = Jobs.Remote.Total([1, i]);",
        "ObjectRef<int> r = Jobs.Remote.Bytes(new int[] { 1, 2 });",
        "ObjectRef<int> r = Jobs.Remote.Bytes(new int[5].AsMemory());",
        "ObjectRef<int> r = Jobs.Remote.Bytes(default);",
        "ObjectRef<int> r = Jobs.Remote.Many();",
        "ObjectRef<int> r = Jobs.Remote.Many(1, 2, 3);",
        "ObjectRef<int> r = Jobs.Remote.Many(1, i, 3);",
        "ObjectRef<int> r = Jobs.Remote.Many([1, 2]);",
        "ObjectRef<string> r = Jobs.Remote.Echo(\"x\");",
        "ObjectRef<string> r = Jobs.Remote.Echo(text);",
        "ObjectRef<string?> r = Jobs.Remote.Maybe(text);",
        "ObjectRef<string?> r = Jobs.Remote.Maybe(maybeText);",
        "ObjectRef<string?> r = Jobs.Remote.Maybe(null);",
        "ObjectRef<int?> r = Jobs.Remote.Perhaps(null);",
        "ObjectRef<int?> r = Jobs.Remote.Perhaps(5);",
        "ObjectRef<Config> r = Jobs.Remote.Same(new(0.5));",
        "ObjectRef<Config> r = Jobs.Remote.Same(configRef);",
        "ObjectRef<Config?> r = Jobs.Remote.MaybeConfig(null);",
        "ObjectRef<Config?> r = Jobs.Remote.MaybeConfig(configRef);",
        "ObjectRef<Dictionary<string, List<Config>>> r = Jobs.Remote.Map(new());",
        "ObjectRef<Dictionary<string, List<Config>>> r = Jobs.Remote.Map(new() { [\"a\"] = [new(1)] });",
        "ObjectRef<long> r = Jobs.Remote.Follow(a);",
        "ObjectRef<ObjectRef<long>> r = Jobs.Remote.Start(5); long v = await await r;",
        "ObjectRef<int> r = Jobs.Remote.Quick(i);",
        "ObjectRef r = Jobs.Remote.Quiet();",
        "ObjectRef r = Jobs.Remote.Quiet(DayOfWeek.Monday, m: 2);",
        "ObjectRef r = Jobs.Remote.Quiet(rate: 2, id: Guid.Empty);",
        "ObjectRef<int> r = Jobs.Remote.call(1, i, \"\", 4);",
        "ObjectRef<int> r = Jobs.Remote.call(1, 2, @class: \"\", 4);",
        "ObjectRef<int> r = Jobs.Remote.Options((1, \"\"));",
        "ObjectRef<int> r = Jobs.Remote.Hidden(config);",
        "ObjectRef<int> r = Jobs.Remote.Secret(configRef);",
        "ObjectRef<int> r = Jobs.Remote.Overload(5);",
        "ObjectRef<int> r = Jobs.Remote.Overload(\"\");",
        "ObjectRef<int> r = Jobs.Remote.Overload(i);",
        "ObjectRef<int> r = Jobs.Remote.Overload(text);",
        "ObjectRef<int> r = Jobs.Remote.Overload(5, CancellationToken.None);",
        "ObjectRef<int>[] r = new[] { 1, 2 }.Select(n => Jobs.Remote.Overload(n)).ToArray();",
        "ObjectRef<long>[] r = longs.Select(n => Jobs.Remote.Count(n)).ToArray();",
        "Func<long, int, ObjectRef<long>> f = Jobs.Remote.Count; ObjectRef<long> r = f(1, 2);",
        "Func<string, ObjectRef<string>> f = Jobs.Remote.Echo;",
        "ObjectRef<long> r = await Helper(Jobs.Remote.Count(1));",
        "List<ObjectRef> r = [Jobs.Remote.Count(1), Jobs.Remote.Forever(), a];",
        "(long x, int y) = await (a, i);",
        "var (x, y, z) = await (a, i, text); string w = z;",
        "_ = await (a, a, a, a, a, a, a, a);",
        "ActorHandle<Counter> c = Counter.Remote.Create(\"db\");",
        "ActorHandle<Counter> c = Counter.Remote.Create(text);",
        "ActorHandle<Counter> c = Counter.Remote.With(new() { Name = \"x\" }).Create(source: \"db\");",
        "ObjectRef<long> r = counter.Add(5);",
        "ObjectRef<long> r = counter.Add(a);",
        "ObjectRef<long> r = counter.Get();",
        "ObjectRef r = counter.Reset();",
        "ObjectRef r = counter.Reset(5, CancellationToken.None);",
        "ObjectRef r = counter.Reset(a);",
        "ObjectRefStream<long> r = counter.Watch();",
        "var (now, name) = counter.Both(); string s = await name; long n = await now;",
        "ObjectRef<long> r = Jobs.Remote.Use(counter);",
        "var jobs = Jobs.Remote.With(new() { Cpus = 2 }); ObjectRef<long> r = jobs.Count(1);",
    ];

    /// <summary>Wrong calls, and the compiler's words for them.</summary>
    public static readonly TheoryData<string, string> Refused = new()
    {
        { "_ = Jobs.Remote.Count(\"x\");", "CS1503" },
        { "_ = Jobs.Remote.Count(text);", "CS1503" },
        { "_ = Jobs.Remote.Count();", "CS1501" },
        { "string s = await Jobs.Remote.Maybe(null);", "CS8600" },
        { "_ = Jobs.Remote.Echo(null);", "CS8625" },
        { "_ = Jobs.Remote.Tagged(i, null);", "CS0037" },   // Null, or the declared default?
        { "_ = Jobs.Remote.Pair(i, null);", "CS0037" },     // No null where the method wants none.
        { "_ = Jobs.Remote.Log(new Arg<int>());", "CS0619" },
        { "_ = counter.Add(\"x\");", "CS1503" },
        { "_ = Jobs.Remote.Follow(5);", "CS1503" },
        { "counter.Add(5);", "CS4014" },
    };

    [Fact]
    public void Every_call_shape_compiles()
    {
        string methods = string.Join("\n", Compiling.Select((row, i) => Method($"Shape{i}", row.Data)));
        Compiled.From(Declarations.Jobs + Around(methods)).Clean();
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Wrong_calls_are_refused(string statement, string id)
    {
        var errors = Compiled.From(Declarations.Jobs + Around(Method("Wrong", statement))).Errors;
        Assert.Contains(id, errors.Select(e => e.Id));
        Assert.Single(errors);
    }

    private static string Around(string methods) => $$"""

        internal static class Shapes
        {
            private static async Task<T> Helper<T>(T reference) where T : ObjectRef { await reference; return reference; }
            {{methods}}
        }
        """;

    private static string Method(string name, string statement) => $$"""
        public static async Task {{name}}(
            ObjectRef<long> a, ObjectRef<int> i, ObjectRef<long>[] refs, ObjectRef<long[]> arrays, long[] longs, ObjectRef<string> text, ObjectRef<string?> maybeText,
            Config config, ObjectRef<Config> configRef, IReadOnlyList<string> words, ActorHandle<Counter> counter)
        {
            await Task.Yield();
            {{statement}}
        }
        """;
}
