namespace RaySharp.Tests.Cluster.Jobs;

internal static partial class MemoryJobs
{
    /// <summary>Has so many bytes while it is at the gate.</summary>
    [RayRemote]
    public static int HogAt(int bytes, string gate)
    {
        byte[] hoard = new byte[bytes];
        Array.Fill(hoard, (byte)1);
        Visit.Stay(gate, "full");
        return hoard[^1];
    }
}
