using Microsoft.Extensions.Logging;

namespace RaySharp.Tests.Logs;

/// <summary>Tasks and an actor that print and log.</summary>
internal static partial class LogJobs
{
    [RayRemote]
    public static int Print(string text)
    {
        Console.Write(text + " with");
        Console.WriteLine(" two pieces");
        Console.Error.WriteLine(text + " to error");
        return Environment.ProcessId;
    }

    [RayRemote]
    public static int Log(string text)
    {
        using var outer = RayContext.Current!.Logger.BeginScope("outer");
        using var inner = RayContext.Current!.Logger.BeginScope("inner");
        RayContext.Current!.Logger.LogWarning(new EventId(7, "Odd"), new InvalidOperationException("why"), "{Text} is odd", text);
        return Environment.ProcessId;
    }

    [RayRemote(MaxRetries = 0)]
    public static void Crash(string text)
    {
        Console.Error.WriteLine(text);
        Environment.FailFast("the end");
    }
}

/// <summary>An actor that prints.</summary>
[RayActor]
internal sealed partial class Talker
{
    public int Say(string text)
    {
        Console.WriteLine(text);
        return Environment.ProcessId;
    }
}
