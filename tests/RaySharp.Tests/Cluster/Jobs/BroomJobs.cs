using System.Runtime.CompilerServices;

namespace RaySharp.Tests.Cluster.Jobs;

/// <summary>While this is encoded, all that nobody refers to any more is collected.</summary>
internal sealed record Broom
{
    public int Sweeps
    {
        get
        {
            BuildJobs.Collect();
            return 1;
        }
        init { }
    }
}

/// <summary>A reference, and behind it the broom.</summary>
internal sealed record SweptRef(ObjectRef<byte[]> Value, Broom Broom);

/// <summary>A handle, and behind it the broom.</summary>
internal sealed record SweptHandle(ActorHandle<Sweeper> Value, Broom Broom);

internal static partial class BroomJobs
{
    [RayRemote] public static async Task<int> Length(ObjectRef<byte[]>[] refs, Broom broom, CancellationToken cancel) => (await refs[0].GetAsync(cancel: cancel)).Length + broom.Sweeps - 1;

    [RayRemote] public static int LengthOf(byte[] value, Broom broom) => value.Length + broom.Sweeps - 1;

    /// <summary>The only reference to what this task owns goes out with its result.</summary>
    [RayRemote] public static async Task<SweptRef> Put(int length) => Wrap(await Ray.PutAsync(new byte[length]));

    /// <summary>As does the only handle of an actor.</summary>
    [RayRemote] public static SweptHandle Create() => Wrap(Sweeper.Remote.Create());

    [RayRemote] public static async Task<int> Call(SweptHandle handle, CancellationToken cancel) => await handle.Value.Add(4, new Broom()).GetAsync(cancel: cancel);

    [RayRemote] public static async Task<int> LengthIn(Kept kept, CancellationToken cancel) => (await kept.Value.GetAsync(cancel: cancel)).Length;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static SweptRef Wrap(ObjectRef<byte[]> value) => new(value, new Broom());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static SweptHandle Wrap(ActorHandle<Sweeper> value) => new(value, new Broom());
}

[RayActor]
internal sealed partial class Sweeper
{
    public int Add(int n, Broom broom) => n + broom.Sweeps;

    public void Rest() { }
}
