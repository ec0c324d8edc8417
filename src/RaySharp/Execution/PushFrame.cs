using System.Runtime.InteropServices;
using RaySharp.Codecs;
using RaySharp.Messages;
using RaySharp.Objects;
using RaySharp.References;

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
    private List<(int Offset, ObjectId Id)>? _splices;


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
            for (int left = reader.ReadCount(24); left > 0; left--) push._splices.Add(((int)reader.ReadRaw<uint>(), Forms.ReadObjectId(ref reader)));
        }
        push.Arguments = reader.ReadBytes(reader.Remaining);
        return push;
    }

    /// <summary>Puts in the values of references that were too large to travel with the task. Blocks until they are here; throws what one of them failed with.</summary>
    public void Resolve(ObjectService objects, CancellationToken cancel)
    {
        if (_splices is null) return;
        var entries = _splices.ConvertAll(splice => objects.GetEntry(splice.Id));
        foreach (var entry in entries) entry.Want();
        var writer = new CodecWriter();
        int position = 0;
        for (int i = 0; i < entries.Count; i++)
        {
            int offset = _splices[i].Offset;
            if (offset < position || offset > Arguments.Length) throw new CodecException("A task's references are out of order: the frame is damaged.");
            Waiting.UntilCompleted(entries[i], null, cancel).GetAwaiter().GetResult();
            if (entries[i].Failure is { } failure) throw failure();
            writer.WriteBytes(Arguments[position..offset]);
            writer.WriteBytes(entries[i].Bytes);
            position = offset;
        }
        writer.WriteBytes(Arguments[position..]);
        Arguments = writer.Written;
    }
}
