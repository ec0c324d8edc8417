namespace RaySharp.Scheduling;

/// <summary>How many leases are in which state.</summary>
internal sealed class LeaseCounts
{
    /// <summary>Tasks in slots of shared processes that run or are about to.</summary>
    public int Shared { get; private set; }

    /// <summary>Tasks in processes of their own that run or are about to.</summary>
    public int Exclusive { get; private set; }

    public int Waiting { get; private set; }

    /// <summary>Leases of which something will be heard: tasks that run or can go on, actors that are being created.</summary>
    public int Active { get; private set; }

    public long LifeCpus { get; private set; }

    /// <summary>Counts a lease in (1) or out (-1); what it says must not change in between.</summary>
    public void Count(NodeLease lease, int sign)
    {
        if (lease.State == LeaseState.Gone) return;
        bool runs = lease.State is LeaseState.Starting or LeaseState.Lent;
        if (runs && !lease.Spec.IsActor)
        {
            if (lease.Spec.RunsAlone) Exclusive += sign;
            else Shared += sign;
        }
        if (lease.State == LeaseState.Blocked && !lease.Spec.IsActor) Waiting += sign;
        if (lease.State == LeaseState.Resuming || (runs && !lease.IsPlaced)) Active += sign;
        LifeCpus += sign * lease.LifeCpus;
    }
}
