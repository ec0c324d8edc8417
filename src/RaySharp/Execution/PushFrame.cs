using System.Runtime.InteropServices;
using RaySharp.Codecs;
using RaySharp.Messages;
using RaySharp.Objects;

namespace RaySharp.Execution;

/// <summary>A frame that carries a task or call, taken apart.</summary>
internal ref struct PushFrame
{
    public PushHeader Header;
    public string? Name;

    /// <summary>The bag that carries the references in the arguments; 0: there are none.</summary>
    public ulong Bag;
    public SharedId[]? Carried;
    public ReadOnlySpan<byte> Arguments;
    private List<(int Offset, ObjectId Id, long StoredLength, uint[] Nodes)>? _splices;

    public static unsafe PushFrame Parse(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < sizeof(PushHeader)) throw new CodecException($"A task's frame has {frame.Length} bytes; its header alone has {sizeof(PushHeader)}.");
        var push = new PushFrame { Header = MemoryMarshal.Read<PushHeader>(frame) };
        CodecReader reader = new(frame[sizeof(PushHeader)..]);
        if (push.Header.Flags.HasFlag(PushFlags.Carries))
        {
            push.Bag = reader.ReadRaw<ulong>();
            push.Carried = Forms.ReadSharedIds(ref reader);
        }
        if (push.Header.Flags.HasFlag(PushFlags.Extras)) push.Name = StringCodec.Read(ref reader);
        if (push.Header.Flags.HasFlag(PushFlags.Splices))
        {
            push._splices = [];
            for (int left = reader.ReadCount(33); left > 0; left--) push._splices.Add(((int)reader.ReadRaw<uint>(), Forms.ReadObjectId(ref reader), reader.ReadRaw<long>(), Forms.ReadNodes(ref reader)));
        }
        push.Arguments = reader.ReadBytes(reader.Remaining);
        return push;
    }

    /// <summary>Opens the values of references that were too large to travel with the task. Blocks until they are here; throws what one of them failed with.</summary>
    /// <returns>To be disposed when the task has ended: until then they stay where they are. Null where there are none.</returns>
    public readonly LargeArguments? Resolve(ObjectService objects, CancellationToken cancel)
    {
        if (_splices is null) return null;
        int position = 0;
        foreach (var (offset, _, _, _) in _splices)
        {
            if (offset < position || offset > Arguments.Length) throw new CodecException("A task's references are out of order: the frame is damaged.");
            position = offset;
        }
        return LargeArguments.Open(_splices, objects, cancel);
    }

    public readonly CodecReader Read(LargeArguments? large, ObjectService objects) =>
        large is null ? new CodecReader(Arguments, objects) : CodecReader.OverSplices(Arguments, large.Splices, objects);
}
