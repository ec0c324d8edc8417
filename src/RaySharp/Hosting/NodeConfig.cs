using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

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
    public string Encode() => Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(this, NodeJson.Default.NodeConfig));

    public static NodeConfig Decode(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(Encoding.UTF8.GetString(Convert.FromBase64String(text)), NodeJson.Default.NodeConfig) ?? throw new JsonException("It is null.");
        }
        catch (Exception fault) when (fault is FormatException or JsonException)
        {
            throw new WorkerStartException($"The variable {Variable} is not what a head sets: {fault.Message}", fault);
        }
    }
}

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

    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, NodeJson.Default.NodeApplication);

    public static NodeApplication? Decode(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize(bytes, NodeJson.Default.NodeApplication);
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

    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, NodeJson.Default.NodeAdmission);

    /// <summary>An answer that cannot be read is a refusal.</summary>
    public static NodeAdmission Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, NodeJson.Default.NodeAdmission) ?? new NodeAdmission { Refusal = "its answer is empty", IsMismatch = true };
        }
        catch (JsonException fault)
        {
            return new NodeAdmission { Refusal = $"its answer cannot be read ({fault.Message.TrimEnd('.')}). Run the same version of RaySharp everywhere", IsMismatch = true };
        }
    }

    public override string ToString() => $"{nameof(NodeAdmission)} {{ Number = {Number}, Refusal = {Refusal}, Secret = *** }}";
}

[JsonSerializable(typeof(NodeConfig))]
[JsonSerializable(typeof(NodeApplication))]
[JsonSerializable(typeof(NodeAdmission))]
[JsonSerializable(typeof(JobProgram))]
[JsonSerializable(typeof(JoinFile))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class NodeJson : JsonSerializerContext;
