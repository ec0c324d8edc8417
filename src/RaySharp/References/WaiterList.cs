using System.Runtime.ExceptionServices;

namespace RaySharp.References;

/// <summary>The waiters of one object, where there is more than one. Locked by its users.</summary>
/// <remarks>Waiters that are over are swept out in bulk, so that adding and forgetting cost O(1) a waiter and the list stays within twice those that wait.</remarks>
internal sealed class WaiterList(IObjectWaiter first)
{
    private const int FirstSweep = 8;
    private readonly List<IObjectWaiter> _waiters = [first];
    private int _sweepAt = FirstSweep;
    private int _forgotten;

    public int Count => _waiters.Count;

    public void Add(IObjectWaiter waiter)
    {
        if (_waiters.Count >= _sweepAt) Sweep();
        _waiters.Add(waiter);
    }

    public void Forget()
    {
        if (++_forgotten * 2 > _waiters.Count) Sweep();
    }

    /// <summary>Calls all waiters, whatever they throw; then throws the first of it. Only when nobody adds any more; needs no lock.</summary>
    public void NotifyAll(ObjectEntry entry)
    {
        ExceptionDispatchInfo? thrown = null;
        foreach (var waiter in _waiters)
        {
            try
            {
                waiter.OnCompleted(entry);
            }
            catch (Exception e)
            {
                thrown ??= ExceptionDispatchInfo.Capture(e);
            }
        }
        thrown?.Throw();
    }

    private void Sweep()
    {
        _waiters.RemoveAll(static waiter => waiter.IsOver);
        _forgotten = 0;
        _sweepAt = Math.Max(FirstSweep, _waiters.Count * 2);
    }
}
