using System.Runtime.InteropServices;
using RaySharp.Codecs;
using RaySharp.Failures;
using RaySharp.Messages;
using RaySharp.ObjectMemory;
using RaySharp.References;
using RaySharp.Wire;

namespace RaySharp.Ownership;

/// <summary>Builds the frames that carry tasks and calls: header, extras, splices, arguments.</summary>
internal static class TaskFrames
{
    /// <summary>A frame with its arguments has no more: the rest of what one may have (<see cref="WireOptions.MaxFrameBytes"/>) is for the references that travel with it.</summary>
    public const int MostBytes = WireOptions.DefaultMaxFrameBytes - (64 << 20);

    /// <summary>What a named value takes, and each node that has it.</summary>
    private const int SpliceBytes = 48;

    public static unsafe int HeaderSize => sizeof(PushHeader);

    /// <summary>A frame with everything but what changes with each push.</summary>
    public static byte[] Build(MessageKind kind, in CallSubmission call, ulong number, int depth, string? name)
    {
        var extras = Extras(name);
        if ((long)HeaderSize + extras.Length + call.Arguments.Length > MostBytes) throw new PendingCallsLimitExceededException(TooLong(name ?? call.Method.Identity.Name, call.Arguments.Length));
        byte[] frame = GC.AllocateUninitializedArray<byte>(HeaderSize + extras.Length + call.Arguments.Length);
        ref var header = ref MemoryMarshal.AsRef<PushHeader>(frame.AsSpan());
        header = new PushHeader
        {
            Kind = kind,
            Flags = extras.Length > 0 ? PushFlags.Extras : 0,
            Returns = checked((ushort)call.Returns),
            TaskNumber = number,
            Method = call.Method.Identity.Id,
            Depth = depth,
        };
        extras.CopyTo(frame.AsSpan(HeaderSize));
        call.Arguments.CopyTo(frame.AsSpan(HeaderSize + extras.Length));
        return frame;
    }

    /// <summary>Why the values that have come in for references cannot travel with their task or call; null: they can.</summary>
    public static RemoteFailure? WhyNotSplice(string task, byte[] frame, List<(int Offset, ObjectEntry Entry)> splices)
    {
        long bytes = frame.Length;
        foreach (var (_, entry) in splices) bytes += IsInline(entry) ? entry.Bytes.Length : SpliceBytes + sizeof(uint) * (long)(entry.Stored?.Nodes.Length ?? 0);
        return bytes <= MostBytes ? null : new RemoteFailure(FailureKind.PendingCallsLimit, task, TooLong(task, bytes));
    }

    /// <summary>The frame with the values that have come in for references: small ones in place, large ones named.</summary>
    public static byte[] Splice(byte[] frame, List<(int Offset, ObjectEntry Entry)> splices, int extrasLength)
    {
        var writer = new CodecWriter();
        int argumentsAt = HeaderSize + extrasLength;
        var named = splices.Where(static splice => !IsInline(splice.Entry)).ToList();
        writer.WriteBytes(frame.AsSpan(0, argumentsAt));
        if (named.Count > 0)
        {
            writer.WriteCount(named.Count);
            int inlinedBefore = 0, next = 0;
            foreach (var (offset, entry) in splices)
            {
                if (next < named.Count && ReferenceEquals(named[next].Entry, entry) && named[next].Offset == offset)
                {
                    writer.WriteRaw((uint)(offset + inlinedBefore));
                    Forms.Write(writer, entry.Id);
                    writer.WriteRaw(entry.Stored?.Length ?? 0);
                    Forms.Write(writer, entry.Stored?.Nodes ?? []);
                    next++;
                }
                else inlinedBefore += entry.Bytes.Length;
            }
        }
        int position = 0;
        foreach (var (offset, entry) in splices)
        {
            writer.WriteBytes(frame.AsSpan(argumentsAt + position, offset - position));
            position = offset;
            if (IsInline(entry)) writer.WriteBytes(entry.Bytes);
        }
        writer.WriteBytes(frame.AsSpan(argumentsAt + position));
        byte[] spliced = writer.Written.ToArray();
        if (named.Count > 0) MemoryMarshal.AsRef<PushHeader>(spliced.AsSpan()).Flags |= PushFlags.Splices;
        return spliced;
    }

    private static string TooLong(string task, long bytes) =>
        $"'{task}' was not sent: its arguments take {bytes} bytes, and {MostBytes} can travel with one task or call. Give it fewer, or put them together into objects of more than {ObjectStore.InlineLimit} bytes: those stay in the store.";

    /// <summary>Small values travel inside the task that needs them; its worker gets the others from the store.</summary>
    private static bool IsInline(ObjectEntry entry) => entry.Stored is null && entry.Bytes.Length <= ObjectStore.InlineLimit;

    /// <summary>The frame with a bag of references, right behind the header.</summary>
    public static byte[] WithBag(byte[] frame, ulong bag, SharedId[] ids)
    {
        var writer = new CodecWriter();
        writer.WriteBytes(frame.AsSpan(0, HeaderSize));
        writer.WriteRaw(bag);
        Forms.Write(writer, ids);
        writer.WriteBytes(frame.AsSpan(HeaderSize));
        byte[] carrying = writer.Written.ToArray();
        MemoryMarshal.AsRef<PushHeader>(carrying.AsSpan()).Flags |= PushFlags.Carries;
        return carrying;
    }

    public static ReadOnlySpan<byte> Extras(string? name)
    {
        if (name is null) return default;
        var writer = new CodecWriter();
        StringCodec.Write(writer, name);
        return writer.Written;
    }
}
