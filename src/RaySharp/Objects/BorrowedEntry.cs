namespace RaySharp.Objects;

/// <summary>An object of another process. Its value is fetched when somebody here wants it.</summary>
internal sealed class BorrowedEntry(ObjectId id, ObjectService objects) : TrackedEntry(id, objects)
{
    private int _wanted;

    public override object CodecContext => new FoundReferences(Objects);

    public override void Want()
    {
        if (!IsCompleted && Interlocked.Exchange(ref _wanted, 1) == 0) Objects.Fetch(this);
    }

    public override void Decoded(object? context) => Objects.FoundInside(this, ((FoundReferences)context!).Ids);
}
