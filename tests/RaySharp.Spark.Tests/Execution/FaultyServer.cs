using RaySharp.Spark.Execution;

namespace RaySharp.Spark.Tests.Execution;

/// <summary>What one stream brings: responses, then an end or a failure.</summary>
internal sealed record SimulatedStream(IReadOnlyList<int> Responses, StreamFault? Fault);

/// <summary>A server in memory whose streams end or break anywhere, and which loses plans on their way.</summary>
internal sealed class FaultyServer(Random random, int responses, double faultRate)
{
    private readonly List<int> _released = [];
    private bool _hasOperation;
    private bool _lateOperation;

    public int PlansTaken { get; private set; }

    public SimulatedStream Send()
    {
        if (_lateOperation) Arrive();
        if (random.NextDouble() < faultRate)
        {
            // Lost before it arrived, arrived although it seems lost, or still on its way.
            if (random.Next(3) is var fate and > 0) (fate == 1 ? (Action)Arrive : () => _lateOperation = true)();
            return new([], new(StreamFaultKind.Interrupted));
        }
        if (_hasOperation) return new([], new(StreamFaultKind.OperationExists));
        Arrive();
        return StreamFrom(0);
    }

    public SimulatedStream Reattach(string lastResponseId)
    {
        if (!_hasOperation) return new([], new(StreamFaultKind.OperationNotFound));
        int next = lastResponseId.Length == 0 ? 0 : int.Parse(lastResponseId) + 1;
        Assert.DoesNotContain(next, _released);
        return random.NextDouble() < faultRate ? new([], new(StreamFaultKind.Interrupted, random.Next(2) == 0 ? TimeSpan.FromSeconds(1) : null)) : StreamFrom(next);
    }

    public void ReleaseUntil(string responseId) => _released.AddRange(Enumerable.Range(0, int.Parse(responseId) + 1));

    private void Arrive()
    {
        _lateOperation = false;
        if (_hasOperation) return;
        _hasOperation = true;
        PlansTaken++;
    }

    private SimulatedStream StreamFrom(int next)
    {
        int cut = random.NextDouble() < faultRate ? random.Next(next, responses + 1) : responses;
        StreamFault? fault = cut < responses && random.Next(2) == 0 ? new(StreamFaultKind.Interrupted) : null;
        return new([.. Enumerable.Range(next, cut - next)], fault);
    }
}
