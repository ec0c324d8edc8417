namespace RaySharp.Simulation;

/// <summary>A result that code waits for. Committed once.</summary>
internal sealed class SimResult(string name, long expected)
{
    private List<Action>? _waiters;

    public bool IsDone { get; private set; }

    public Outcome Outcome { get; private set; }

    public void Commit(Outcome outcome)
    {
        if (IsDone) throw new SimulationFailure($"{name} got a second result {outcome}; the first was {Outcome}.");
        if (outcome.IsGood && outcome.Value != expected) throw new SimulationFailure($"{name} returned {outcome.Value}, {expected} was expected.");
        IsDone = true;
        Outcome = outcome;
        var waiters = _waiters;
        _waiters = null;
        if (waiters is not null)
        {
            foreach (var waiter in waiters) waiter();
        }
    }

    /// <summary>At once where it is there.</summary>
    public void WhenDone(Action waiter)
    {
        if (IsDone) waiter();
        else OnDone(waiter);
    }

    public void OnDone(Action waiter) => (_waiters ??= []).Add(waiter);
}
