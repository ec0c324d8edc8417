using Microsoft.CodeAnalysis;
using RaySharp.Generators.Tests.Harness;

namespace RaySharp.Generators.Tests.CallShapes;

public sealed class ApiPageTests
{
    /// <summary>Of the entry points that the page uses: they are another room's, so only their signatures stand here.</summary>
    private const string EntryPoints = """
        internal static class RayStub
        {
            public static Task<RayRuntime> StartAsync() => throw new NotImplementedException();
            public static RayRuntime Current => throw new NotImplementedException();
            public static Task<T[]> WhenAll<T>(IEnumerable<ObjectRef<T>> refs) => throw new NotImplementedException();
        }
        """;

    [Fact]
    public void The_program_of_the_api_page_compiles() => Compiled.From("""
        await using RayRuntime ray = await RayStub.StartAsync();

        ObjectRef<long> a = Jobs.Remote.Count(1_000_000, seed: 1);
        ObjectRef<long> b = Jobs.Remote.With(new() { Cpus = 0.5 }).Count(a);
        var heavy = Jobs.Remote.On(ray).With(new() { Cpus = 4 });
        Console.WriteLine(await Jobs.Remote.Sum([a, b, 5]));
        var (model, score) = Jobs.Remote.Fit(new(0.1));
        Console.WriteLine(await (model, score));
        ObjectRef<int[]>[] parts = heavy.Split(returns: 2, [1, 2, 3, 4]);
        Console.WriteLine((await RayStub.WhenAll(parts)).Length);
        await foreach (ObjectRef<int> r in Jobs.Remote.Numbers(3)) await Jobs.Remote.Log(r);
        await foreach (int v in Jobs.Remote.Numbers(3).ValuesAsync()) Console.WriteLine(v);

        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        try { await Jobs.Remote.Forever(stop.Token); } catch (OperationCanceledException) { }
        try { await Jobs.Remote.Forever().GetAsync(TimeSpan.FromMilliseconds(9)); } catch (TimeoutException) { }
        try { await Jobs.Remote.Log(-1); } catch (TaskFailedException e) when (e.InnerException is ArgumentException) { }

        ActorHandle<Counter> counter = Counter.Remote.With(new() { Name = "hits", GetIfExists = true }).Create("db");
        _ = counter.Add(5);
        Console.WriteLine(await Jobs.Remote.Use(counter) + await counter.Add(a));
        ActorHandle<Counter>? same = await RayStub.Current.FindActorAsync<Counter>("hits");
        await ray.KillAsync(counter);
        ObjectRef<Apache.Arrow.RecordBatch> big = await ray.PutAsync<Apache.Arrow.RecordBatch>(null!);
        """ + EntryPoints + Declarations.Jobs.Replace("using System.Runtime.CompilerServices;", ""), OutputKind.ConsoleApplication).Clean();
}
