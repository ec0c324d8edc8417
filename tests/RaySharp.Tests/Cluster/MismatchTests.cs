using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RaySharp.Codecs;
using RaySharp.Contracts;
using RaySharp.Core;
using RaySharp.References;
using RaySharp.Tests.Cluster.Jobs;
using RaySharp.Tests.Wire;
using RaySharp.Wire;
using RaySharp.Worker;

namespace RaySharp.Tests.Cluster;

/// <summary>What does not fit together is told by the types that users can catch.</summary>
public sealed class MismatchTests(Clusters clusters) : IClassFixture<Clusters>
{
    private static readonly MethodIdentity _identity = new(0xBAD0_0BAD, 1, "Jobs.OfAnotherVersion");
    private static readonly RemoteMethod _unknown = RemoteMethod.Sync<int>(_identity, new TaskOptions(), Never, static (_, _) => { });

    [Theory, OnEveryWay]
    public async Task A_task_whose_method_the_worker_does_not_know_says_so(Way way)
    {
        var runtime = (CoreRuntime)await clusters.On(way);
        var task = new ObjectRef(runtime.SubmitTask(new CallSubmission { Method = _unknown, Arguments = default, Returns = 1 }));
        var mismatch = await task.FailsWith<ClusterMismatchException>("the task");
        Assert.Contains("00000000bad00bad", mismatch.Message);
        Assert.Contains("another version of the program", mismatch.Message);
        Assert.Equal(11, await ValueJobs.Remote.On(runtime).Add(1).Within("a task after it"));
    }

    [Theory, OnProcesses]
    public async Task What_came_with_a_task_of_an_unknown_method_is_let_go(Way way)
    {
        var runtime = (CoreRuntime)await clusters.On(way);
        var carried = await FailWithAsync(runtime);
        await ValueJobs.Remote.On(runtime).Add(1).Within("a task after it");
        GC.Collect();
        Assert.False(carried.TryGetTarget(out _), "The reference that came with the task still keeps its object.");
    }

    [Theory, OnProcesses]
    public async Task A_call_whose_method_the_worker_does_not_know_says_so(Way way)
    {
        var tally = Tally.Remote.On(await clusters.On(way)).Create();
        var call = new ObjectRef(tally.Entry.Submit(new CallSubmission { Method = _unknown, Arguments = default, Returns = 1 }));
        await call.FailsWith<ClusterMismatchException>("the call");
        Assert.Equal(1, await tally.Add(1).Within("a call after it"));
    }

    [Theory, OnProcesses]
    public async Task An_actor_whose_class_the_worker_does_not_know_says_so(Way way)
    {
        var runtime = (CoreRuntime)await clusters.On(way);
        ActorClass unknown = new(0xBAD0_0BAD, "OfAnotherVersion", new ActorOptions(), false, [_unknown], [_unknown]);
        var actor = runtime.CreateActor(unknown, null, new CallSubmission { Method = _unknown, Arguments = default });
        var call = new ObjectRef(actor.Submit(new CallSubmission { Method = _unknown, Arguments = default, Returns = 1 }));
        var mismatch = await call.FailsWith<ClusterMismatchException>("a call");
        Assert.Contains("no actor class with id 00000000bad00bad", mismatch.Message);
        Assert.Equal(11, await ValueJobs.Remote.On(runtime).Add(1).Within("a task after it"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_worker_with_another_secret_is_told_what_to_do(bool rings)
    {
        await using WireWorld world = new(rings);
        var node = ProcessId.HostOf(0);
        await using var driver = Process(world.Options(node.Value));
        await using WorkerHost worker = new(world.Options(2) with { Secret = RandomNumberGenerator.GetBytes(WireOptions.SecretBytes) }, node, new CoreOptions(4, long.MaxValue, "default", 64 << 20), LogLevel.None);
        var refused = await Assert.ThrowsAsync<AuthenticationException>(() => worker.StartAsync(TestContext.Current.CancellationToken).Within("the refusal"));
        Assert.Contains($"asked process {node}", refused.Message);
        Assert.Contains("the same cluster secret", refused.Message);
    }

    [Fact]
    public async Task A_process_of_another_version_is_named_with_both_versions()
    {
        await using WireWorld world = new(rings: true);
        using Socket listener = UnixSocket.Listen(world.Folder, new ProcessId(2));
        await using var core = Process(world.Options(1));
        var dial = core.ConnectAsync(new ProcessId(2), TestContext.Current.CancellationToken).AsTask();
        using Socket accepted = await listener.AcceptAsync(TestContext.Current.CancellationToken).Within("the dial");
        byte[] hello = RawPeer.Hello(world.Options(2));
        BinaryPrimitives.WriteUInt16LittleEndian(hello.AsSpan(4), 99);
        accepted.Send(hello);
        var mismatch = await Assert.ThrowsAsync<ClusterMismatchException>(() => dial.Within("the refusal"));
        Assert.Contains("speaks wire protocol 99, this process 1", mismatch.Message);
        Assert.Contains("the same version of RaySharp", mismatch.Message);
    }

    /// <summary>What a task of the unknown method carried; nothing here refers to it any more.</summary>
    private static async Task<WeakReference<ObjectEntry>> FailWithAsync(CoreRuntime runtime)
    {
        ReferenceBag bag = new();
        bag.Objects.Add((await runtime.PutAsync(5)).Entry);
        var task = new ObjectRef(runtime.SubmitTask(new CallSubmission { Method = _unknown, Arguments = default, Returns = 1, Carried = bag }));
        await task.FailsWith<ClusterMismatchException>("the task");
        return new WeakReference<ObjectEntry>(bag.Objects[0]);
    }

    private static CoreProcess Process(WireOptions options) => new(options, options.Self, new CoreOptions(4, long.MaxValue, "default", 64 << 20), NullLogger.Instance);

    private static int Never(object? self, ref CodecReader arguments, CancellationToken cancel) => throw new InvalidOperationException("No worker knows this method.");
}
