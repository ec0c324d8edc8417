namespace RaySharp.Node;

/// <summary>A lease that was granted while its slot was not open yet.</summary>
internal readonly record struct WaitingGrant(ProcessId Owner, ulong Request, ulong Lease, bool IsAskedBack);
