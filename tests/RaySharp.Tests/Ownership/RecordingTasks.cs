using RaySharp.Ownership;

namespace RaySharp.Tests.Ownership;

/// <summary>Writes down what a submitter has done.</summary>
internal sealed class RecordingTasks : ITaskEffects
{
    private readonly List<string> _all = [];

    public string Take()
    {
        string all = string.Join("; ", _all);
        _all.Clear();
        return all;
    }

    public void Push(Lease lease, PendingTask task) => _all.Add($"push to {lease.Id}");

    public void Flush(Lease lease) { }

    public void RequestLease(SchedulingKey key, ulong request, PendingTask first) => _all.Add($"request {request}");

    public void CancelRequest(ulong request) => _all.Add($"cancel {request}");

    public void ReturnLease(Lease lease) => _all.Add($"return {lease.Id}");

    public void TakeBack(Lease lease) => _all.Add($"take back {lease.Id}");

    public void CancelRemote(Lease lease, PendingTask task) => _all.Add("cancel remote");

    public void Delay(PendingTask task, TimeSpan delay) => _all.Add($"delay {delay.TotalSeconds} s");

    public void Fail(PendingTask task, TaskEnd cause, object? detail) => _all.Add($"fail {cause}");

    public SchedulingKey MakeQuarantine(SchedulingKey key) => new("alone", runsAlone: true);
}
