namespace RaySharp.Wire;

/// <summary>A frame as its sender has it: a head and a body that travel as one.</summary>
internal readonly ref struct FrameBytes(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
{
    public readonly ReadOnlySpan<byte> Head = head;
    public readonly ReadOnlySpan<byte> Body = body;

    public int Length => Head.Length + Body.Length;

    public FrameBytes Slice(int start, int length)
    {
        int fromHead = Math.Clamp(Head.Length - start, 0, length);
        return new FrameBytes(
            fromHead > 0 ? Head.Slice(start, fromHead) : default,
            fromHead < length ? Body.Slice(Math.Max(0, start - Head.Length), length - fromHead) : default);
    }

    public void CopyTo(Span<byte> target)
    {
        Head.CopyTo(target);
        Body.CopyTo(target[Head.Length..]);
    }
}
