using Microsoft.Extensions.Logging;
using RaySharp.Platform;
using RaySharp.Tests.Cluster;

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

    /// <summary>As native code prints: past everything that is managed.</summary>
    [RayRemote]
    public static int PrintNative(string text)
    {
        StandardStream.Write(StandardStream.Out, System.Text.Encoding.UTF8.GetBytes(text));
        return Environment.ProcessId;
    }

    /// <summary>Prints, both ways, and is killed in the middle of it.</summary>
    [RayRemote(MaxRetries = 0)]
    public static void PrintAndBeKilled(int lines)
    {
        for (int i = 0; i < lines; i++) Console.WriteLine($"line {i}");
        Console.Error.WriteLine("last words");
        StandardStream.Write(StandardStream.Out, "native last words"u8);
        Signals.Send(Environment.ProcessId, Signals.Kill);
    }

    /// <summary>Prints a line for each visit at the gate until it is told to end.</summary>
    [RayRemote]
    public static ProcessId PrintAtGate(string gate)
    {
        for (string word = ""; word != "end";)
        {
            word = Visit.Stay(gate, "here");
            Console.WriteLine(word);
        }
        return RayContext.Current!.Process;
    }

    [RayRemote]
    public static void PrintMuch(int lines, bool isNative)
    {
        byte[] line = System.Text.Encoding.UTF8.GetBytes(new string('x', 99) + "\n");
        for (int i = 0; i < lines; i++)
        {
            if (isNative) StandardStream.Write(StandardStream.Out, line);
            else Console.WriteLine(new string('x', 99));
        }
    }

    [RayRemote(MaxRetries = 0)]
    public static void PrintAndExit(int lines)
    {
        for (int i = 0; i < lines; i++) Console.WriteLine($"line {i} of {lines}, long enough to fill more than the window that the driver acknowledges");
        Environment.Exit(3);
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
