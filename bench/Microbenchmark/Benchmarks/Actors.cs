using Microbenchmark.Measuring;
using Microbenchmark.Remote;
using RaySharp;

namespace Microbenchmark.Benchmarks;

/// <summary>How many actors, callers and calls Ray's shapes have.</summary>
internal static class Shape
{
    public const int Callers = 4;
    public const int Calls = 5_000;

    public static int Servers => Math.Max(1, Environment.ProcessorCount / 2);

    public static ActorHandle<Echo>[] Echoes() => [.. Enumerable.Range(0, Servers).Select(_ => Echo.Remote.Create())];

    public static ActorHandle<AsyncEcho>[] AsyncEchoes() => [.. Enumerable.Range(0, Servers).Select(_ => AsyncEcho.Remote.Create())];
}

internal sealed class ActorSync() : RateBenchmark("1:1 actor calls sync", timed: true)
{
    private ActorHandle<Echo>? _actor;

    protected override async Task SetUpAsync() => Check.SmallValue(await (_actor = Echo.Remote.Create()).SmallValue());

    protected override async Task CallAsync() => Check.SmallValue(await _actor!.SmallValue());
}

internal sealed class ActorAsync() : RateBenchmark("1:1 actor calls async", multiplier: Batch)
{
    private readonly Lazy<ActorHandle<Echo>> _actor = new(() => Echo.Remote.Create());

    protected override async Task CallAsync() => Check.SmallValues(await Ray.WhenAll(Enumerable.Range(0, Batch).Select(_ => _actor.Value.SmallValue()).ToArray()));
}

internal sealed class ActorConcurrent() : RateBenchmark("1:1 actor calls concurrent", multiplier: Batch)
{
    private readonly Lazy<ActorHandle<Echo>> _actor = new(() => Echo.Remote.With(new() { MaxConcurrency = 16 }).Create());

    protected override async Task CallAsync() => Check.SmallValues(await Ray.WhenAll(Enumerable.Range(0, Batch).Select(_ => _actor.Value.SmallValue()).ToArray()));
}

internal sealed class OneToManyActors() : RateBenchmark("1:n actor calls async", multiplier: Shape.Calls * Shape.Servers)
{
    private readonly Lazy<ActorHandle<Client>> _client = new(() => Client.Remote.Create(Shape.Echoes()));

    protected override async Task CallAsync() => Check.Equal(Shape.Calls * Shape.Servers, await _client.Value.Batch(Shape.Calls));
}

internal sealed class ManyToManyActors() : RateBenchmark("n:n actor calls async", multiplier: Shape.Callers * Shape.Calls)
{
    private readonly Lazy<ActorHandle<Echo>[]> _servers = new(Shape.Echoes);

    protected override async Task CallAsync() =>
        Check.Equal(Shape.Callers * Shape.Calls, (await Ray.WhenAll(Enumerable.Range(0, Shape.Callers).Select(_ => Jobs.Remote.Work(_servers.Value, Shape.Calls)).ToArray())).Sum());
}

internal sealed class ManyToManyActorsWithArg() : RateBenchmark("n:n actor calls with arg async", multiplier: Shape.Calls * Shape.Servers)
{
    private readonly Lazy<ActorHandle<Client>[]> _clients = new(() => [.. Shape.Echoes().Select(server => Client.Remote.Create([server]))]);

    protected override async Task CallAsync() =>
        Check.Equal(Shape.Calls * Shape.Servers, (await Ray.WhenAll(_clients.Value.Select(client => client.BatchArg(Shape.Calls)).ToArray())).Sum());
}
