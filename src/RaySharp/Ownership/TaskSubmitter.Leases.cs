namespace RaySharp.Ownership;

/// <summary>Slots: asked for, lent, given back.</summary>
internal sealed partial class TaskSubmitter
{
    /// <summary>(3) A slot was lent.</summary>
    public void LeaseGranted(ulong request, ulong leaseId, ProcessId process, object? outlet)
    {
        if (_leases.ContainsKey(leaseId)) return;
        _requests.Remove(request, out var key);
        if (key is null)
        {
            effects.ReturnLease(new Lease(leaseId, process, new SchedulingKey(this, false)) { Outlet = outlet });
            return;
        }
        RemoveRequest(key, request);
        var lease = new Lease(leaseId, process, key) { Outlet = outlet };
        if (_lost.Contains(process))    // nothing ran there: no task is charged
        {
            effects.ReturnLease(lease);
            AskForLeases(key);
            return;
        }
        _leases.Add(leaseId, lease);
        key.Leases.Add(lease);
        Fill(lease);
    }

    /// <summary>No node can lend such a slot: the key's tasks fail.</summary>
    public void LeaseRefused(ulong request, object detail)
    {
        if (!_requests.Remove(request, out var key)) return;
        RemoveRequest(key, request);
        if (AnyGoesOn(key)) return;
        while (key.Queue.Count > 0) End(key.Queue.RemoveFirst(), TaskEnd.Unschedulable, detail);
        CancelRequests(key);
    }

    /// <summary>(5) Somebody else waits for the slot.</summary>
    public void AskedBack(ulong leaseId)
    {
        if (!_leases.TryGetValue(leaseId, out var lease)) return;
        lease.IsAskedBack = true;
        if (lease.InFlight == 0) Return(lease);     // else when the millisecond of work it was sent is done: two busy owners take turns, not every task
    }

    /// <summary>(2) One request for each millisecond of queued work that no open request stands for.</summary>
    private void AskForLeases(SchedulingKey key)
    {
        if (key.Queue.Count == 0) return;
        long each = Estimate(key.Queue.First) is > 0 and var known ? known : BudgetNanos;
        long wanted = Math.Min(key.Queue.Count, 1 + each * key.Queue.Count / BudgetNanos);
        if (key.Leases.Count > 0 && wanted == 1 && each < BudgetNanos) wanted = AnyUsable(key) ? 0 : 1;
        while (key.Requests.Count < Math.Min(wanted, maxRequests))
        {
            ulong request = ++_lastRequest;
            _requests.Add(request, key);
            key.Requests.Enqueue(request);
            effects.RequestLease(key, request, key.Queue.First);
        }
    }

    /// <summary>Whether a lease will take another task or be returned. One whose task waits may wait for the very tasks that are queued.</summary>
    private static bool AnyGoesOn(SchedulingKey key)
    {
        foreach (var lease in key.Leases)
        {
            if (!lease.IsStalled) return true;
        }
        return false;
    }

    /// <summary>Whether a lease will soon have room for a short task: not one whose task takes long, or nobody knows how long.</summary>
    private static bool AnyUsable(SchedulingKey key)
    {
        foreach (var lease in key.Leases)
        {
            if (!lease.IsStalled && !lease.IsAskedBack && lease.InFlightNanos < BudgetNanos) return true;
        }
        return false;
    }

    private void CancelRequests(SchedulingKey key)
    {
        while (key.Requests.TryDequeue(out ulong request))
        {
            _requests.Remove(request);
            effects.CancelRequest(request);
        }
    }

    private static void RemoveRequest(SchedulingKey key, ulong request)
    {
        int count = key.Requests.Count;
        for (int i = 0; i < count; i++)
        {
            ulong next = key.Requests.Dequeue();
            if (next != request) key.Requests.Enqueue(next);
        }
    }

    private void Return(Lease lease)
    {
        Drop(lease);
        effects.ReturnLease(lease);
        AskForLeases(lease.Key);
    }

    private void Drop(Lease lease)
    {
        lease.IsGone = true;
        _leases.Remove(lease.Id);
        lease.Key.Leases.Remove(lease);
    }
}
