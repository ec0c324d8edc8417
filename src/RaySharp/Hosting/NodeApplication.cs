using RaySharp.Codecs;

namespace RaySharp.Hosting;

/// <summary>What a process says of itself when it asks to be a node.</summary>
/// <param name="Version">Its version of RaySharp.</param>
/// <param name="Slot">The place that it is for; null: none.</param>
/// <param name="Machine">Its machine's name.</param>
/// <param name="Pid">Its number there.</param>
/// <param name="Share">Which task of Spark it is; null: none.</param>
internal sealed record NodeApplication(string Version, string? Slot, string Machine, int Pid, SparkShare? Share = null)
{
    /// <summary>Of a process that is to be a driver: its program.</summary>
    public JobProgram? Program { get; init; }

    public byte[] Encode()
    {
        CodecWriter writer = new();
        StringCodec.Write(writer, Version);
        StringCodec.Write(writer, Slot);
        StringCodec.Write(writer, Machine);
        writer.WriteRaw(Pid);
        BooleanCodec.Write(writer, Share is not null);
        Share?.Write(writer);
        BooleanCodec.Write(writer, Program is not null);
        Program?.Write(writer);
        return writer.Written.ToArray();
    }

    /// <summary>Reads one; of another version only that.</summary>
    /// <exception cref="CodecException">It is none.</exception>
    public static NodeApplication Decode(ReadOnlySpan<byte> bytes, string expectedVersion)
    {
        CodecReader reader = new(bytes);
        string version = StringCodec.Read(ref reader) ?? "";
        if (version != expectedVersion) return new NodeApplication(version, null, "", 0);
        string? slot = StringCodec.Read(ref reader);
        string machine = StringCodec.Read(ref reader) ?? "";
        int pid = reader.ReadRaw<int>();
        var share = BooleanCodec.Read(ref reader) ? SparkShare.Read(ref reader) : null;
        return new NodeApplication(version, slot, machine, pid, share) { Program = BooleanCodec.Read(ref reader) ? JobProgram.Read(ref reader) : null };
    }
}

/// <summary>What it is answered.</summary>
internal sealed record NodeAdmission
{
    /// <summary>Why it may not be; null: it may.</summary>
    public string? Refusal { get; init; }

    /// <summary>Whether the two are of different versions.</summary>
    public bool IsMismatch { get; init; }

    /// <summary>Whether it may ask again soon.</summary>
    public bool MayRetry { get; init; }

    /// <summary>It is to be no node, but to hold its cores for that process; 0: not so.</summary>
    public int WatchedPid { get; init; }

    public uint Number { get; init; }

    public ulong Head { get; init; }

    public byte[] Secret { get; init; } = [];

    public byte[] Identity { get; init; } = [];

    public byte[] Encode()
    {
        CodecWriter writer = new();
        StringCodec.Write(writer, Refusal);
        BooleanCodec.Write(writer, IsMismatch);
        BooleanCodec.Write(writer, MayRetry);
        writer.WriteRaw(WatchedPid);
        writer.WriteRaw(Number);
        writer.WriteRaw(Head);
        RawArrayCodec<byte>.Write(writer, Secret);
        RawArrayCodec<byte>.Write(writer, Identity);
        return writer.Written.ToArray();
    }

    /// <summary>An answer that cannot be read is a refusal. That it is a mismatch stands first: another version's can be read so far.</summary>
    public static NodeAdmission Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return new NodeAdmission { Refusal = "its answer is empty", IsMismatch = true };
        try
        {
            CodecReader reader = new(bytes);
            NodeAdmission read = new() { Refusal = StringCodec.Read(ref reader), IsMismatch = BooleanCodec.Read(ref reader) };
            if (read.IsMismatch) return read;
            return read with
            {
                MayRetry = BooleanCodec.Read(ref reader),
                WatchedPid = reader.ReadRaw<int>(),
                Number = reader.ReadRaw<uint>(),
                Head = reader.ReadRaw<ulong>(),
                Secret = RawArrayCodec<byte>.Read(ref reader) ?? [],
                Identity = RawArrayCodec<byte>.Read(ref reader) ?? [],
            };
        }
        catch (CodecException fault)
        {
            return new NodeAdmission { Refusal = $"its answer cannot be read ({fault.Message.TrimEnd('.')}). Run the same version of RaySharp everywhere", IsMismatch = true };
        }
    }

    public override string ToString() => $"{nameof(NodeAdmission)} {{ Number = {Number}, Refusal = {Refusal}, Secret = *** }}";
}
