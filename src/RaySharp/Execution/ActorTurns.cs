using RaySharp.Wire;

namespace RaySharp.Execution;

/// <summary>Brings an async actor's code back to the actor's own thread after each await: one turn at a time, so it needs no locks.</summary>
internal sealed class ActorTurns(Inbox inbox) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => inbox.Post(() => Run(d, state));

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("Code of an actor cannot wait for a turn of its own actor: it would wait for itself. Use await.");

    private void Run(SendOrPostCallback turn, object? state)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            turn(state);
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }
}
