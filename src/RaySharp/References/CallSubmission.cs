using RaySharp.Contracts;

namespace RaySharp.References;

/// <summary>A call as its stub made it.</summary>
internal ref struct CallSubmission
{
    public required RemoteMethod Method;

    /// <summary>The arguments' codecs' bytes, one after another; where a reference stands for a value there is nothing yet.</summary>
    public required ReadOnlySpan<byte> Arguments;

    /// <summary>The references that stand for values, in order: their bytes belong at these offsets.</summary>
    public List<(int Offset, ObjectEntry Entry)>? Splices;

    /// <summary>The references that travel as references.</summary>
    public ReferenceBag? Carried;

    /// <summary>What With(...) said; null: as the method says.</summary>
    public TaskOptions? Options;

    /// <summary>How many objects the result makes.</summary>
    public int Returns;

    /// <summary>Cancels the task.</summary>
    public CancellationToken Cancel;
}
