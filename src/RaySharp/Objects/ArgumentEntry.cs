using RaySharp.References;

namespace RaySharp.Objects;

/// <summary>A large argument that only its call refers to: it leaves the store when the call has ended, and does not come there if that is before it was stored.</summary>
internal sealed class ArgumentEntry : TrackedEntry
{
    private readonly CancellationTokenSource _unneeded = new();

    public ArgumentEntry(ObjectId id, ObjectService objects) : base(id, objects) => IsReleased = true;

    /// <summary>Cancelled when the call has ended.</summary>
    public CancellationToken Unneeded => _unneeded.Token;

    public override void LetGo()
    {
        _unneeded.Cancel();
        base.LetGo();
    }

    /// <summary>It is in the store.</summary>
    public void CompleteStored(StoredPayload value)
    {
        TryComplete(value);
        if (_unneeded.IsCancellationRequested) base.LetGo();     // the call ended just now: whoever comes second frees it
    }
}
