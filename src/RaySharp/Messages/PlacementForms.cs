using RaySharp.Codecs;
using RaySharp.Placement;
using RaySharp.Scheduling;
using RaySharp.Texts;

namespace RaySharp.Messages;

/// <summary>The forms of what nodes say of themselves, and of strategies.</summary>
internal static class PlacementForms
{
    /// <summary>The fewest bytes of a report, and of a resource set.</summary>
    public const int LeastReport = 2 * LeastResources + 22, LeastResources = 25;

    public static void Write(CodecWriter writer, NodeReport report)
    {
        writer.WriteRaw(report.Node);
        writer.WriteRaw(report.Number);
        writer.WriteRaw(report.Arrivals);
        writer.WriteRaw((byte)((report.IsBusy ? 1 : 0) | (report.IsDraining ? 2 : 0)));
        Write(writer, report.Total);
        Write(writer, report.Free);
        writer.WriteCount(report.Demand.Length);
        foreach (var demand in report.Demand)
        {
            Write(writer, demand.Resources);
            writer.WriteRaw(demand.Count);
        }
    }

    public static NodeReport ReadReport(ref CodecReader reader)
    {
        uint node = reader.ReadRaw<uint>();
        ulong number = reader.ReadRaw<ulong>(), arrivals = reader.ReadRaw<ulong>();
        byte flags = reader.ReadRaw<byte>();
        if (number == 0) throw new CodecException($"Node {node} reports without a number: reports are counted from 1.");
        ResourceSet total = ReadResources(ref reader), free = ReadResources(ref reader);
        var demand = new Demand[Math.Max(0, reader.ReadCount(LeastResources + 4))];
        if (demand.Length > Demand.MostShapes) throw new CodecException($"Node {node} reports requests for {demand.Length} kinds of resources; a report names {Demand.MostShapes} at most.");
        for (int i = 0; i < demand.Length; i++) demand[i] = ReadDemand(ref reader);
        return new NodeReport(node, total, free, demand) { Number = number, Arrivals = arrivals, IsBusy = (flags & 1) != 0, IsDraining = (flags & 2) != 0 };
    }

    public static void Write(CodecWriter writer, ResourceSet resources)
    {
        writer.WriteRaw(resources.Cpus);
        writer.WriteRaw(resources.Gpus);
        writer.WriteRaw(resources.Memory);
        writer.WriteCount(resources.Custom.Length);
        foreach (var amount in resources.Custom)
        {
            StringCodec.Write(writer, amount.Name);
            writer.WriteRaw(amount.Units);
        }
    }

    public static ResourceSet ReadResources(ref CodecReader reader)
    {
        long cpus = reader.ReadRaw<long>(), gpus = reader.ReadRaw<long>(), memory = reader.ReadRaw<long>();
        var custom = new CustomAmount[Math.Max(0, reader.ReadCount(9))];
        for (int i = 0; i < custom.Length; i++)
            custom[i] = new CustomAmount(StringCodec.Read(ref reader) ?? throw new CodecException("A custom resource arrived without a name."), reader.ReadRaw<long>());
        try
        {
            return ResourceSet.OfUnits(cpus, gpus, memory, custom);
        }
        catch (ArgumentException fault)
        {
            throw new CodecException($"What arrived are no amounts of resources. {fault.Message}", fault);
        }
    }

    private static Demand ReadDemand(ref CodecReader reader)
    {
        Demand demand = new(ReadResources(ref reader), reader.ReadRaw<int>());
        return demand.Count > 0 ? demand : throw new CodecException($"{CountText.Of(demand.Count, "request")} for {demand.Resources} are reported; those that are none are left out.");
    }

    public static void Write(CodecWriter writer, SchedulingStrategy strategy)
    {
        BooleanCodec.Write(writer, strategy.IsSpread);
        BooleanCodec.Write(writer, strategy.IsSoft);
        writer.WriteRaw(strategy.Node?.Number ?? 0);
    }

    public static SchedulingStrategy ReadStrategy(ref CodecReader reader)
    {
        bool isSpread = BooleanCodec.Read(ref reader), isSoft = BooleanCodec.Read(ref reader);
        uint node = reader.ReadRaw<uint>();
        return isSpread ? SchedulingStrategy.Spread : node != 0 ? SchedulingStrategy.NodeAffinity(new NodeId(node), isSoft) : SchedulingStrategy.Default;
    }
}
