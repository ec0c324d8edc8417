namespace RaySharp.Tests.Cluster.Jobs;

internal sealed record Team(string Name, ActorHandle<Tally> Tally);

/// <summary>A synchronous actor.</summary>
[RayActor]
internal sealed partial class Tally : IDisposable
{
    private readonly List<int> _seen = [];
    private readonly string? _gateAtEnd;
    private int _total;

    public Tally(int start = 0, string? gateAtEnd = null, string? failWith = null)
    {
        if (failWith is not null) throw new OwnException(failWith);
        _total = start;
        _gateAtEnd = gateAtEnd;
    }

    public int Add(int n) => _total += n;

    public void See(int n) => _seen.Add(n);

    public void SeeLast(byte[] bytes) => _seen.Add(bytes[^1]);

    public int[] Seen() => [.. _seen];

    public int Pid() => Environment.ProcessId;

    public int Fail(string message) => throw new InvalidOperationException(message);

    public int Crash()
    {
        Environment.FailFast("the actor crashes");
        return 0;
    }

    public int LengthAt(byte[] bytes, string gate, string says) => WaitJobs.LengthAt(bytes, gate, says);

    public string At(string gate, string says) => Visit.Stay(gate, says);

    /// <summary>Comes to the gate, then crashes unless it is told otherwise.</summary>
    public string CrashAt(string gate, string says)
    {
        if (Visit.Stay(gate, says) == "crash") Environment.FailFast("the actor crashes");
        return says;
    }

    public Self WhoAmI() => PlaceJobs.WhoAmI();

    public string OwnId() => $"{RayContext.Current!.ActorId}";

    void IDisposable.Dispose()
    {
        if (_gateAtEnd is not null) Visit.Stay(_gateAtEnd, "disposed");
    }
}
