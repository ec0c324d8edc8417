using Apache.Arrow;
using Microbenchmark.Measuring;
using RaySharp;

namespace Microbenchmark.Remote;

internal static partial class Jobs
{
    public const int EightyMebibytes = 10 * 1024 * 1024;

    [RayRemote]
    public static byte[] SmallValue() => "ok"u8.ToArray();

    [RayRemote]
    public static void Nothing() { }

    [RayRemote]
    public static double Last(RecordBatch batch) => ((DoubleArray)batch.Column(0)).Values[batch.Length - 1];

    [RayRemote]
    public static int Length(ReadOnlyMemory<byte> bytes) => bytes.Length;

    /// <summary>So many bytes, the last of which is 7.</summary>
    [RayRemote]
    public static ReadOnlyMemory<byte> Bytes(int count)
    {
        byte[] bytes = new byte[count];
        bytes[^1] = 7;
        return bytes;
    }

    [RayRemote]
    public static byte LastByte(ReadOnlyMemory<byte> bytes) => bytes.Span[^1];

    /// <summary>Tells a bell where it runs, then holds its CPU until it is cancelled or killed.</summary>
    [RayRemote]
    public static async Task Watch(ActorHandle<Bell> bell, CancellationToken cancel)
    {
        await bell.Ring(ParentProcess.Id);
        await Task.Delay(Timeout.Infinite, cancel);
    }

    [RayRemote]
    public static long Sum(long[] parts) => parts.Sum();

    [RayRemote(Returns = Returns.Separate)]
    public static int[] Squares(int count) => [.. Enumerable.Range(0, count).Select(i => i * i)];

    [RayRemote]
    public static async Task<int> PutSmall(int count)
    {
        int right = 0;
        for (int i = 0; i < count; i++)
        {
            var put = await Ray.PutAsync(i);
            if (put.IsCompleted) right++;
        }
        return right;
    }

    [RayRemote]
    public static async Task<int> PutLarge(int count)
    {
        long[] zeros = new long[EightyMebibytes];
        int right = 0;
        for (int i = 0; i < count; i++)
        {
            var put = await Ray.PutAsync(zeros);
            if (put.IsCompleted) right++;
            put.Release();
        }
        return right;
    }

    [RayRemote]
    public static async Task<ObjectRef<int>[]> ManyRefs(int count)
    {
        var refs = new ObjectRef<int>[count];
        for (int i = 0; i < count; i++) refs[i] = await Ray.PutAsync(i);
        return refs;
    }

    /// <summary>Calls servers round robin and counts the right answers.</summary>
    [RayRemote]
    public static async Task<int> Work(ActorHandle<Echo>[] servers, int calls)
    {
        byte[][] answers = await Ray.WhenAll(Enumerable.Range(0, calls).Select(i => servers[i % servers.Length].SmallValue()).ToArray());
        Check.SmallValues(answers);
        return answers.Length;
    }

    /// <inheritdoc cref="Work"/>
    [RayRemote]
    public static async Task<int> WorkAsync(ActorHandle<AsyncEcho>[] servers, int calls)
    {
        byte[][] answers = await Ray.WhenAll(Enumerable.Range(0, calls).Select(i => servers[i % servers.Length].SmallValue()).ToArray());
        Check.SmallValues(answers);
        return answers.Length;
    }

    /// <summary>Says that it has begun, and holds its CPUs until it is cancelled.</summary>
    [RayRemote]
    public static async IAsyncEnumerable<bool> Hold([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        yield return true;
        await Task.Delay(Timeout.Infinite, cancel);
    }
}
