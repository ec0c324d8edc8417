using System.Globalization;

namespace RaySharp.Tests.Cluster.Jobs;

internal sealed record Self(string Task, string Name, int Attempt, string Process, int Pid);

/// <summary>Jobs that tell where and as what they run.</summary>
internal static partial class PlaceJobs
{
    [RayRemote]
    public static Self WhoAmI()
    {
        var context = RayContext.Current!;
        return new Self(context.TaskId.ToString(), context.TaskName, context.Attempt, context.Process.ToString(), Environment.ProcessId);
    }

    [RayRemote]
    public static async Task<Self> WhoAmIAfterAwaits(CancellationToken cancel)
    {
        await Task.Yield();
        await ValueJobs.Remote.Add(1).GetAsync(cancel: cancel);
        return WhoAmI();
    }

    [RayRemote] public static uint NodeNumber() => RayContext.Current!.NodeId.Number;

    [RayRemote] public static async Task<uint> NodeNumberOfChild() => await PlaceJobs.Remote.NodeNumber();

    [RayRemote]
    public static uint NodeAt(string gate)
    {
        Visit.Stay(gate, "here");
        return NodeNumber();
    }

    [RayRemote] public static string? Variable(string name) => Environment.GetEnvironmentVariable(name);

    /// <summary>As native code sees it.</summary>
    [RayRemote] public static bool IsInEnvironment(string nameAndValue) => File.ReadAllText("/proc/self/environ").Split('\0').Contains(nameAndValue);

    [RayRemote] public static string Folder() => Directory.GetCurrentDirectory();

    [RayRemote]
    public static string Culture()
    {
        string before = CultureInfo.CurrentCulture.Name;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        return before;
    }
}

/// <summary>Tells where it lives.</summary>
[RayActor]
internal sealed partial class Where
{
    public uint Node() => RayContext.Current!.NodeId.Number;
}
