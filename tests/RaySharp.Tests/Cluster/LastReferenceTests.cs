using System.Runtime.CompilerServices;
using RaySharp.Contracts;
using RaySharp.Stubs;
using RaySharp.Tests.Cluster.Jobs;

namespace RaySharp.Tests.Cluster;

/// <summary>The last reference to an object, or handle of an actor, may be collected as soon as it was encoded: what it stands for must not go with it.</summary>
public sealed class LastReferenceTests(StoreClusters clusters) : IClassFixture<StoreClusters>
{
    private const int Small = 1000, Large = 300_000;

    [Theory, OnEveryWay]
    public async Task An_actor_that_is_called_by_its_last_handle(Way way)
    {
        Assert.Equal(5, await CallOnce(clusters.On(way).Runtime).Within("the call"));
    }

    [Theory, OnEveryWay]
    public async Task An_actor_that_is_called_by_its_last_handle_in_code_that_is_compiled_for_speed(Way way)
    {
        var runtime = clusters.On(way).Runtime;
        var method = Sweeper.Remote.On(runtime).Create().Entry.Class.Methods.Single(static method => method.Identity.Name == "Sweeper.Rest");
        await CallAtOnce(runtime, method).Within("the call");
    }

    [Theory, OnEveryWay]
    public async Task An_actor_whose_last_handle_is_in_an_argument_or_a_result(Way way)
    {
        var runtime = clusters.On(way).Runtime;
        Assert.Equal(5, await PassOnce(runtime).Within("a task that calls it"));
        for (int i = 0; i < 3; i++) Assert.Equal(5, await CallMade(await BroomJobs.Remote.On(runtime).Create().Within("an actor's handle")).Within("the call"));
    }

    [Theory, OnEveryWay]
    public async Task An_object_whose_last_reference_is_in_an_argument(Way way)
    {
        var runtime = clusters.On(way).Runtime;
        foreach (int length in (int[])[Small, Large]) await PassAsync(length).Within($"references to {length} bytes");

        async Task PassAsync(int length)        // a wait for the put alone might keep its reference
        {
            Assert.Equal(length, await PassInside(runtime, await runtime.PutAsync(new byte[length])).Within("a reference in a value"));
            Assert.Equal(length, await PassInPlace(runtime, await runtime.PutAsync(new byte[length])).Within("a reference for a value"));
        }
    }

    [Theory, OnEveryWay]
    public async Task An_object_whose_last_reference_is_in_a_result(Way way)
    {
        var runtime = clusters.On(way).Runtime;
        foreach (int length in (int[])[Small, Large])
        {
            var result = await BroomJobs.Remote.On(runtime).Put(length).Within("a result with a reference");
            await BuildJobs.Remote.On(runtime).Collect().Within("its owner has collected");
            Assert.Equal(length, (await result.Value.Within("what it refers to")).Length);
        }
    }

    [Theory, OnEveryWay]
    public async Task An_object_whose_last_reference_is_in_a_value_that_was_an_argument_before(Way way)
    {
        var runtime = clusters.On(way).Runtime;
        foreach (int length in (int[])[Small, Large])
        {
            var put = await PutInside(runtime, length).Within("a put");
            for (int i = 0; i < 3; i++)
            {
                Assert.Equal(length, await BroomJobs.Remote.On(runtime).LengthIn(put).Within($"task {i} that is given it"));
                BuildJobs.Collect();
            }
            var kept = await put.Within("the value");
            Assert.Equal(length, (await kept.Value.Within("what it refers to")).Length);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ObjectRef<int> CallOnce(RayRuntime runtime) => Sweeper.Remote.On(runtime).Create().Add(4, new Broom());

    /// <summary>As a stub is once it is hot: what it needs no more is not referenced any more.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static ObjectRef CallAtOnce(RayRuntime runtime, RemoteMethod method)
    {
        var call = ActorCall.Begin(Sweeper.Remote.On(runtime).Create(), method);
        BuildJobs.Collect();
        return call.Submit(CancellationToken.None);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ObjectRef<int> CallMade(SweptHandle made) => made.Value.Add(4, new Broom());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ObjectRef<int> PassOnce(RayRuntime runtime) => BroomJobs.Remote.On(runtime).Call(new SweptHandle(Sweeper.Remote.On(runtime).Create(), new Broom()));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ObjectRef<int> PassInside(RayRuntime runtime, ObjectRef<byte[]> reference) => BroomJobs.Remote.On(runtime).Length(new ObjectRef<byte[]>[] { reference }, new Broom());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ObjectRef<int> PassInPlace(RayRuntime runtime, ObjectRef<byte[]> reference) => BroomJobs.Remote.On(runtime).LengthOf(reference, new Broom());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<ObjectRef<Kept>> PutInside(RayRuntime runtime, int length) => await runtime.PutAsync(new Kept(await runtime.PutAsync(new byte[length])));
}
