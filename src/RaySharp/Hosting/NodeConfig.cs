using RaySharp.Codecs;

namespace RaySharp.Hosting;

/// <summary>What a node apart from the driver is told by its environment. No secret is in it: the join secret comes by standard input, or in a file.</summary>
internal sealed record NodeConfig
{
    /// <summary>The variable that makes a started program a node.</summary>
    public const string Variable = "RAYSHARP_NODE";

    /// <summary>Where the head can be reached.</summary>
    public required string HeadHost { get; init; }

    public required int HeadPort { get; init; }

    /// <summary>The certificate of the cluster's authority, as DER.</summary>
    public required byte[] Authority { get; init; }

    public required string ClusterId { get; init; }

    /// <summary>The place that the node is for, where only one may be. Null: none.</summary>
    public string? Slot { get; init; }

    /// <summary>The file with the node's secrets; null: they come by standard input.</summary>
    public string? SecretsFile { get; init; }

    /// <summary>The address that other nodes reach this one by; null: that by which it reaches the head.</summary>
    public string? AnnouncedHost { get; init; }

    /// <summary>Which task of Spark it is; 0: none.</summary>
    public int Share { get; init; }

    /// <summary>Whether a Spark executor runs it as a task.</summary>
    public bool IsSparkTask => Share > 0;

    /// <summary>How many of its executor's cores a node on Spark takes.</summary>
    public int SparkCores { get; init; }

    /// <summary>How many of its executor's GPUs a task of Spark takes.</summary>
    public int SparkGpus { get; init; }

    /// <summary>For how long it goes on asking when it hears nothing of the head.</summary>
    public TimeSpan JoinPatience { get; init; } = TimeSpan.FromSeconds(30);

    public required NodeSettings Settings { get; init; }

    /// <summary>The assemblies whose methods the driver knows.</summary>
    public required string[] Assemblies { get; init; }

    /// <summary>Variables that were set for the start only: what user code starts must not inherit them.</summary>
    public string? OuterStartupHooks { get; init; }

    /// <summary>Letters that survive any shell: base 64.</summary>
    public string Encode()
    {
        CodecWriter writer = new();
        StringCodec.Write(writer, HeadHost);
        writer.WriteRaw(HeadPort);
        RawArrayCodec<byte>.Write(writer, Authority);
        StringCodec.Write(writer, ClusterId);
        StringCodec.Write(writer, Slot);
        StringCodec.Write(writer, SecretsFile);
        StringCodec.Write(writer, AnnouncedHost);
        writer.WriteRaw(Share);
        writer.WriteRaw(SparkCores);
        writer.WriteRaw(SparkGpus);
        writer.WriteRaw(JoinPatience.Ticks);
        Settings.Write(writer);
        ArrayCodec<string, StringCodec>.Write(writer, Assemblies);
        StringCodec.Write(writer, OuterStartupHooks);
        return Convert.ToBase64String(writer.Written);
    }

    /// <exception cref="WorkerStartException">It is none.</exception>
    public static NodeConfig Decode(string text)
    {
        try
        {
            CodecReader reader = new(Convert.FromBase64String(text));
            return new NodeConfig
            {
                HeadHost = StringCodec.Read(ref reader) ?? "",
                HeadPort = reader.ReadRaw<int>(),
                Authority = RawArrayCodec<byte>.Read(ref reader) ?? [],
                ClusterId = StringCodec.Read(ref reader) ?? "",
                Slot = StringCodec.Read(ref reader),
                SecretsFile = StringCodec.Read(ref reader),
                AnnouncedHost = StringCodec.Read(ref reader),
                Share = reader.ReadRaw<int>(),
                SparkCores = reader.ReadRaw<int>(),
                SparkGpus = reader.ReadRaw<int>(),
                JoinPatience = new TimeSpan(reader.ReadRaw<long>()),
                Settings = NodeSettings.Read(ref reader),
                Assemblies = ArrayCodec<string, StringCodec>.Read(ref reader) ?? [],
                OuterStartupHooks = StringCodec.Read(ref reader),
            };
        }
        catch (Exception fault) when (fault is FormatException or CodecException)
        {
            throw new WorkerStartException($"The variable {Variable} is not what a head sets: {fault.Message}", fault);
        }
    }
}
