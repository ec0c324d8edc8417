using Microbenchmark.Measuring;
using Microbenchmark.Remote;
using RaySharp;

namespace Microbenchmark.Benchmarks;

internal sealed class AsyncActorSync() : RateBenchmark("1:1 async-actor calls sync", timed: true)
{
    private ActorHandle<AsyncEcho>? _actor;

    protected override async Task SetUpAsync() => Check.SmallValue(await (_actor = AsyncEcho.Remote.Create()).SmallValue());

    protected override async Task CallAsync() => Check.SmallValue(await _actor!.SmallValue());
}

internal sealed class AsyncActorAsync() : RateBenchmark("1:1 async-actor calls async", multiplier: Batch)
{
    private readonly Lazy<ActorHandle<AsyncEcho>> _actor = new(() => AsyncEcho.Remote.Create());

    protected override async Task CallAsync() => Check.SmallValues(await Ray.WhenAll(Enumerable.Range(0, Batch).Select(_ => _actor.Value.SmallValue()).ToArray()));
}

internal sealed class AsyncActorWithArgs() : RateBenchmark("1:1 async-actor calls with args async", multiplier: Batch)
{
    private readonly Lazy<ActorHandle<AsyncEcho>> _actor = new(() => AsyncEcho.Remote.Create());

    protected override async Task CallAsync() =>
        Check.Equal(Batch * (Batch - 1) / 2, (await Ray.WhenAll(Enumerable.Range(0, Batch).Select(i => _actor.Value.SmallValueWithArg(i)).ToArray())).Sum());
}

internal sealed class OneToManyAsyncActors() : RateBenchmark("1:n async-actor calls async", multiplier: Shape.Calls * Shape.Servers)
{
    private readonly Lazy<ActorHandle<AsyncClient>> _client = new(() => AsyncClient.Remote.Create(Shape.AsyncEchoes()));

    protected override async Task CallAsync() => Check.Equal(Shape.Calls * Shape.Servers, await _client.Value.Batch(Shape.Calls));
}

internal sealed class ManyToManyAsyncActors() : RateBenchmark("n:n async-actor calls async", multiplier: Shape.Callers * Shape.Calls)
{
    private readonly Lazy<ActorHandle<AsyncEcho>[]> _servers = new(Shape.AsyncEchoes);

    protected override async Task CallAsync() =>
        Check.Equal(Shape.Callers * Shape.Calls, (await Ray.WhenAll(Enumerable.Range(0, Shape.Callers).Select(_ => Jobs.Remote.WorkAsync(_servers.Value, Shape.Calls)).ToArray())).Sum());
}
