using Microsoft.CodeAnalysis;
using RaySharp.Generators.Tests.Harness;

namespace RaySharp.Generators.Tests.CallShapes;

public sealed class ApiPageTests
{
    [Fact]
    public void The_program_of_the_api_page_compiles() => Compiled.From("""
        await using RayRuntime ray = await Ray.StartAsync();

        ObjectRef<long> a = Jobs.Remote.Count(1_000_000, seed: 1);
        ObjectRef<long> b = Jobs.Remote.With(new() { Cpus = 0.5 }).Count(a);
        var heavy = Jobs.Remote.On(ray).With(new() { Cpus = 4 });
        Console.WriteLine(await Jobs.Remote.Sum([a, b, 5]));
        var (model, score) = Jobs.Remote.Fit(new(0.1));
        Console.WriteLine(await (model, score));
        ObjectRef<int[]>[] parts = heavy.Split(returns: 2, [1, 2, 3, 4]);
        Console.WriteLine((await Ray.WhenAll(parts)).Length);
        await foreach (ObjectRef<int> r in Jobs.Remote.Numbers(3)) await Jobs.Remote.Log(r);
        await foreach (int v in Jobs.Remote.Numbers(3).ValuesAsync()) Console.WriteLine(v);

        var pending = new PendingSet<ObjectRef<long>>();
        for (int i = 0; i < 20; i++)
        {
            if (pending.Count == 8) await await pending.TakeAsync();
            pending.Add(Jobs.Remote.Count(i));
        }
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        try { await Jobs.Remote.Forever(stop.Token); } catch (OperationCanceledException) { }
        try { await Jobs.Remote.Forever().GetAsync(TimeSpan.FromMilliseconds(9)); } catch (TimeoutException) { }
        try { await Jobs.Remote.Log(-1); } catch (TaskFailedException e) when (e.InnerException is ArgumentException) { }

        ActorHandle<Counter> counter = Counter.Remote.With(new() { Name = "hits", GetIfExists = true }).Create("db");
        _ = counter.Add(5);
        Console.WriteLine(await Jobs.Remote.Use(counter) + await counter.Add(a));
        ActorHandle<Counter>? same = await Ray.Current.FindActorAsync<Counter>("hits");
        await ray.KillAsync(counter);
        Apache.Arrow.RecordBatch batch = new Apache.Arrow.RecordBatch.Builder().Build();
        ObjectRef<Apache.Arrow.RecordBatch> big = await ray.PutAsync(batch);
        ObjectRef<Apache.Arrow.Table> table = await ray.PutAsync(new Apache.Arrow.Table());
        using RecordBatchBuilder builder = Ray.BuildBatch(batch.Schema, rows: 1_000_000);
        Span<long> ids = builder.Column<long>("id");
        for (int i = 0; i < ids.Length; i++) ids[i] = i;
        big = await ray.PutAsync(builder.Build());
        using StoreBuffer<double> buffer = Ray.Allocate<double>(1_000_000);
        buffer.Span.Fill(0.5);
        ObjectRef<ReadOnlyMemory<double>> half = await ray.PutAsync(buffer.ToReadOnlyMemory());
        half.Release();
        Console.WriteLine(await ray.MemoryReportAsync());
        foreach (ObjectInfo info in await ray.ObjectsAsync()) Console.WriteLine($"{info.Id} {info.Size} {info.CallSite} {info.References}");
        """ + Declarations.Jobs.Replace("using System.Runtime.CompilerServices;", ""), OutputKind.ConsoleApplication).Clean();
}
