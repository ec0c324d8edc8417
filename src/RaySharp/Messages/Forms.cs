using RaySharp.Codecs;
using RaySharp.Scheduling;

namespace RaySharp.Messages;

/// <summary>The forms of the words that messages are made of.</summary>
internal static class Forms
{
    public static void Write(CodecWriter writer, ObjectId id)
    {
        writer.WriteRaw(id.Task.Owner.Value);
        writer.WriteRaw(id.Task.Number);
        writer.WriteRaw(id.Index);
    }

    public static ObjectId ReadObjectId(ref CodecReader reader) =>
        new(new TaskId(new ProcessId(reader.ReadRaw<ulong>()), reader.ReadRaw<ulong>()), reader.ReadRaw<uint>());

    public static void Write(CodecWriter writer, ObjectId[] ids)
    {
        writer.WriteCount(ids.Length);
        foreach (var id in ids) Write(writer, id);
    }

    public static ObjectId[] ReadObjectIds(ref CodecReader reader)
    {
        var ids = new ObjectId[Math.Max(0, reader.ReadCount(20))];
        for (int i = 0; i < ids.Length; i++) ids[i] = ReadObjectId(ref reader);
        return ids;
    }

    /// <summary>Numbers of nodes.</summary>
    public static void Write(CodecWriter writer, uint[] nodes) => RawArrayCodec<uint>.Write(writer, nodes);

    public static uint[] ReadNodes(ref CodecReader reader) => RawArrayCodec<uint>.Read(ref reader) ?? [];

    public static void Write(CodecWriter writer, SharedId id)
    {
        writer.WriteRaw(id.Owner.Value);
        writer.WriteRaw(id.Number);
        writer.WriteRaw(id.Index);
        BooleanCodec.Write(writer, id.IsActor);
    }

    public static SharedId ReadSharedId(ref CodecReader reader) =>
        new(new ProcessId(reader.ReadRaw<ulong>()), reader.ReadRaw<ulong>(), reader.ReadRaw<uint>(), BooleanCodec.Read(ref reader));

    public static void Write(CodecWriter writer, IReadOnlyList<SharedId> ids)
    {
        writer.WriteCount(ids.Count);
        foreach (var id in ids) Write(writer, id);
    }

    public static SharedId[] ReadSharedIds(ref CodecReader reader)
    {
        var ids = new SharedId[Math.Max(0, reader.ReadCount(21))];
        for (int i = 0; i < ids.Length; i++) ids[i] = ReadSharedId(ref reader);
        return ids;
    }

    public static void Write(CodecWriter writer, ActorId id)
    {
        writer.WriteRaw(id.Creator.Value);
        writer.WriteRaw(id.Number);
    }

    public static ActorId ReadActorId(ref CodecReader reader) => new(new ProcessId(reader.ReadRaw<ulong>()), reader.ReadRaw<ulong>());

    public static void Write(CodecWriter writer, LeaseSpec spec)
    {
        writer.WriteRaw(spec.Resources.Cpus);
        writer.WriteRaw(spec.Resources.Gpus);
        writer.WriteRaw(spec.Resources.Memory);
        writer.WriteCount(spec.Resources.Custom.Length);
        foreach (var amount in spec.Resources.Custom)
        {
            StringCodec.Write(writer, amount.Name);
            writer.WriteRaw(amount.Units);
        }
        BooleanCodec.Write(writer, spec.Exclusive);
        StringCodec.Write(writer, spec.Environment);
        writer.WriteRaw(spec.Depth);
        BooleanCodec.Write(writer, spec.IsActor);
        BooleanCodec.Write(writer, spec.CpusOnlyToPlace);
        writer.WriteRaw(spec.Key);
        BooleanCodec.Write(writer, spec.MayBeRepeated);
        writer.WriteRaw(spec.Job);
        PlacementForms.Write(writer, spec.Strategy);
    }

    public static LeaseSpec ReadLeaseSpec(ref CodecReader reader)
    {
        const double Unit = 1.0 / ResourceSet.One;
        double cpus = reader.ReadRaw<long>() * Unit, gpus = reader.ReadRaw<long>() * Unit;
        long memory = reader.ReadRaw<long>();
        Dictionary<string, double> custom = [];
        for (int left = reader.ReadCount(9); left > 0; left--)
        {
            string name = StringCodec.Read(ref reader) ?? throw new CodecException("A custom resource arrived without a name.");
            custom[name] = reader.ReadRaw<long>() * Unit;
        }
        return new LeaseSpec
        {
            Resources = Asked(cpus, gpus, memory, custom),
            Exclusive = BooleanCodec.Read(ref reader),
            Environment = StringCodec.Read(ref reader) ?? "",
            Depth = reader.ReadRaw<int>(),
            IsActor = BooleanCodec.Read(ref reader),
            CpusOnlyToPlace = BooleanCodec.Read(ref reader),
            Key = reader.ReadRaw<ulong>(),
            MayBeRepeated = BooleanCodec.Read(ref reader),
            Job = reader.ReadRaw<uint>(),
            Strategy = PlacementForms.ReadStrategy(ref reader),
        };
    }

    private static ResourceSet Asked(double cpus, double gpus, long memory, Dictionary<string, double> custom)
    {
        try
        {
            return ResourceSet.Of(cpus, gpus, memory, custom);
        }
        catch (ArgumentException fault)
        {
            throw new CodecException($"What arrived cannot be asked for. {fault.Message}", fault);
        }
    }

    public static void Write(CodecWriter writer, ProcessFate fate)
    {
        writer.WriteRaw(fate.Pid);
        writer.WriteRaw(fate.ExitCode ?? int.MinValue);
        writer.WriteRaw(fate.Signal ?? int.MinValue);
        StringCodec.Write(writer, fate.Reason);
        ArrayCodec<string, StringCodec>.Write(writer, [.. fate.LastErrorLines]);
        writer.WriteRaw(fate.EndedForMemory);
    }

    public static ProcessFate ReadFate(ref CodecReader reader)
    {
        int pid = reader.ReadRaw<int>(), exitCode = reader.ReadRaw<int>(), signal = reader.ReadRaw<int>();
        return new ProcessFate(pid, exitCode == int.MinValue ? null : exitCode, signal == int.MinValue ? null : signal,
            StringCodec.Read(ref reader) ?? "", ArrayCodec<string, StringCodec>.Read(ref reader) ?? [])
        {
            EndedForMemory = reader.ReadRaw<ulong>(),
        };
    }
}
