namespace RaySharp.Tests.Cluster.Jobs;

internal sealed record Order(int Id, string Customer, decimal[] Lines);

internal sealed record Basket(string Name, ObjectRef<int>[] Parts);

internal static partial class ValueJobs
{
    [RayRemote] public static int Add(int a, int b = 10) => a + b;

    [RayRemote] public static string Words(string? text = "none", int[]? numbers = null, DayOfWeek day = DayOfWeek.Friday) => $"{text ?? "null"} {numbers?.Length ?? -1} {day}";

    [RayRemote] public static Order Double(Order order) => order with { Lines = [.. order.Lines.Select(line => line * 2)] };

    [RayRemote] public static void Nothing() { }

    [RayRemote]
    public static byte[] Bytes(int length, byte value)
    {
        var bytes = new byte[length];
        Array.Fill(bytes, value);
        return bytes;
    }

    [RayRemote] public static long SumOf(byte[] bytes, byte[]? more = null) => bytes.Sum(b => (long)b) + (more ?? []).Sum(b => (long)b);

    [RayRemote] public static long Sum(long[] parts) => parts.Sum();

    [RayRemote] public static long One(long n) => n;

    [RayRemote] public static async Task<int> Follow(Basket basket, CancellationToken cancel) => (await Ray.WhenAll(basket.Parts, cancel)).Sum();

    [RayRemote] public static ObjectRef<int> Hand(int n) => ValueJobs.Remote.Add(n, 1);

    [RayRemote(Returns = Returns.Separate)] public static (int Number, string Text) Pair(int n) => (n, new string('x', n));

    [RayRemote(Returns = Returns.Separate)] public static int[] Many(int count) => [.. Enumerable.Range(0, count)];

    [RayRemote] public static int Process() => Environment.ProcessId;
}
