using Microbenchmark.Measuring;
using RaySharp;

namespace Microbenchmark.Remote;

/// <summary>Ray's Client: an actor that calls others, each so many times, and counts the right answers.</summary>
[RayActor]
internal sealed partial class Client(ActorHandle<Echo>[] servers)
{
    public async Task<int> Batch(int calls)
    {
        byte[][] answers = await Ray.WhenAll(servers.SelectMany(server => Enumerable.Range(0, calls).Select(_ => server.SmallValue())).ToArray());
        Check.SmallValues(answers);
        return answers.Length;
    }

    public async Task<int> BatchArg(int calls)
    {
        var zero = await Ray.PutAsync(0);
        byte[][] answers = await Ray.WhenAll(servers.SelectMany(server => Enumerable.Range(0, calls).Select(_ => server.SmallValueArg(zero))).ToArray());
        Check.SmallValues(answers);
        return answers.Length;
    }
}

/// <summary>The same for async servers.</summary>
[RayActor]
internal sealed partial class AsyncClient(ActorHandle<AsyncEcho>[] servers)
{
    public async Task<int> Batch(int calls)
    {
        byte[][] answers = await Ray.WhenAll(servers.SelectMany(server => Enumerable.Range(0, calls).Select(_ => server.SmallValue())).ToArray());
        Check.SmallValues(answers);
        return answers.Length;
    }
}

/// <summary>An actor that submits tasks.</summary>
[RayActor]
internal sealed partial class Submitter
{
    public async Task<int> Batch(int tasks)
    {
        byte[][] answers = await Ray.WhenAll(Enumerable.Range(0, tasks).Select(_ => Jobs.Remote.SmallValue()).ToArray());
        Check.SmallValues(answers);
        return answers.Length;
    }
}
