namespace RaySharp.Tests.Cluster.Jobs;

internal class OwnException(string message, Exception? innerException = null) : Exception(message, innerException);

internal sealed class DerivedException(string message) : OwnException(message);

/// <summary>Its constructor takes what no message tells, so it cannot be made again elsewhere.</summary>
internal sealed class OddException(int code) : Exception($"code {code}")
{
    public int Code => code;
}

internal static partial class FailJobs
{
    [RayRemote] public static int Throw(string message) => throw new InvalidOperationException(message);

    [RayRemote]
    public static async Task<int> ThrowAsync(string message, CancellationToken cancel)
    {
        await Task.Yield();
        cancel.ThrowIfCancellationRequested();
        throw new OwnException(message, new FormatException("the cause"));
    }

    [RayRemote] public static int ThrowOdd(int code) => throw new OddException(code);

    [RayRemote] public static int Static() => BrokenStatics.Value;

    [RayRemote] public static async Task<int> Nested(string message, CancellationToken cancel) => await Remote.Throw(message).GetAsync(cancel: cancel);

    /// <summary>Throws until it is tried for the <paramref name="attempt"/>th time.</summary>
    [RayRemote]
    public static int UntilAttempt(int attempt) =>
        RayContext.Current!.Attempt < attempt ? throw new DerivedException($"attempt {RayContext.Current.Attempt}") : RayContext.Current.Attempt;

    [RayRemote]
    public static int FailFast(string words)
    {
        Environment.FailFast(words);
        return 0;
    }

    [RayRemote]
    public static int Exit(int code)
    {
        Console.Error.WriteLine("about to exit");
        Environment.Exit(code);
        return 0;
    }

    [RayRemote] public static int Overflow(int depth) => Overflow(depth + 1) + 1;

    /// <summary>Stays at a gate that nobody opens: the process ends before.</summary>
    [RayRemote]
    public static string AsyncVoid(string gate, string message)
    {
        Forgotten(message);
        return Visit.Stay(gate, "waits");
    }

    private static async void Forgotten(string message)
    {
        await Task.Yield();
        throw new InvalidOperationException(message);
    }

    private static class BrokenStatics
    {
        public static readonly int Value = int.Parse("not a number");
    }
}
