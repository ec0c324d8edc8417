using RaySharp.Codecs;

namespace RaySharp.Worker;

/// <summary>What a worker process is told by its environment. The secret is not in it: that comes by standard input.</summary>
internal sealed record WorkerConfig
{
    /// <summary>The variable that makes a started program a worker.</summary>
    public const string Variable = "RAYSHARP_WORKER";

    public required string RunFolder { get; init; }

    public required ulong Self { get; init; }

    public required ulong Head { get; init; }

    /// <summary>The node host's number on its machine.</summary>
    public required int NodePid { get; init; }

    /// <summary>The GPUs that it may use.</summary>
    public required string[] GpuIds { get; init; }

    public required string ClusterId { get; init; }

    public required bool UseRings { get; init; }

    public required int MaxRequests { get; init; }

    public required long MaxPendingArgumentBytes { get; init; }

    public required int MaxMemoryRetries { get; init; }

    public required TimeSpan MemoryRetryDelay { get; init; }

    /// <summary>The capacity of the node's object store.</summary>
    public required long StoreBytes { get; init; }

    /// <summary>Whether it is recorded where objects are made.</summary>
    public required bool RecordCallSites { get; init; }

    /// <summary>The job that it is of.</summary>
    public required uint Job { get; init; }

    /// <summary>The namespace of actor names.</summary>
    public required string Namespace { get; init; }

    /// <summary>The folder of its log files; null: its node reads its pipes.</summary>
    public required string? LogFolder { get; init; }

    /// <summary>When a log file is full, in bytes.</summary>
    public required long MaxLogFileBytes { get; init; }

    /// <summary>How many full ones are kept.</summary>
    public required int LogFileBackups { get; init; }

    /// <summary>Whether the driver shows what this process prints.</summary>
    public required bool SendsOutput { get; init; }

    /// <summary>The least LogLevel that the driver may want.</summary>
    public required int LeastLogLevel { get; init; }

    /// <summary>The assemblies whose methods the driver knows.</summary>
    public required string[] Assemblies { get; init; }

    /// <summary>Variables that were set for the start only: what user code starts must not inherit them.</summary>
    public required string? OuterStartupHooks { get; init; }

    /// <summary>Letters that an environment variable can hold: base 64.</summary>
    public string Encode()
    {
        CodecWriter writer = new();
        StringCodec.Write(writer, RunFolder);
        writer.WriteRaw(Self);
        writer.WriteRaw(Head);
        writer.WriteRaw(NodePid);
        ArrayCodec<string, StringCodec>.Write(writer, GpuIds);
        StringCodec.Write(writer, ClusterId);
        BooleanCodec.Write(writer, UseRings);
        writer.WriteRaw(MaxRequests);
        writer.WriteRaw(MaxPendingArgumentBytes);
        writer.WriteRaw(MaxMemoryRetries);
        writer.WriteRaw(MemoryRetryDelay.Ticks);
        writer.WriteRaw(StoreBytes);
        BooleanCodec.Write(writer, RecordCallSites);
        writer.WriteRaw(Job);
        StringCodec.Write(writer, Namespace);
        StringCodec.Write(writer, LogFolder);
        writer.WriteRaw(MaxLogFileBytes);
        writer.WriteRaw(LogFileBackups);
        BooleanCodec.Write(writer, SendsOutput);
        writer.WriteRaw(LeastLogLevel);
        ArrayCodec<string, StringCodec>.Write(writer, Assemblies);
        StringCodec.Write(writer, OuterStartupHooks);
        return Convert.ToBase64String(writer.Written);
    }

    /// <exception cref="WorkerStartException">It is none.</exception>
    public static WorkerConfig Decode(string text)
    {
        try
        {
            CodecReader reader = new(Convert.FromBase64String(text));
            return new WorkerConfig
            {
                RunFolder = StringCodec.Read(ref reader) ?? "",
                Self = reader.ReadRaw<ulong>(),
                Head = reader.ReadRaw<ulong>(),
                NodePid = reader.ReadRaw<int>(),
                GpuIds = ArrayCodec<string, StringCodec>.Read(ref reader) ?? [],
                ClusterId = StringCodec.Read(ref reader) ?? "",
                UseRings = BooleanCodec.Read(ref reader),
                MaxRequests = reader.ReadRaw<int>(),
                MaxPendingArgumentBytes = reader.ReadRaw<long>(),
                MaxMemoryRetries = reader.ReadRaw<int>(),
                MemoryRetryDelay = new TimeSpan(reader.ReadRaw<long>()),
                StoreBytes = reader.ReadRaw<long>(),
                RecordCallSites = BooleanCodec.Read(ref reader),
                Job = reader.ReadRaw<uint>(),
                Namespace = StringCodec.Read(ref reader) ?? "",
                LogFolder = StringCodec.Read(ref reader),
                MaxLogFileBytes = reader.ReadRaw<long>(),
                LogFileBackups = reader.ReadRaw<int>(),
                SendsOutput = BooleanCodec.Read(ref reader),
                LeastLogLevel = reader.ReadRaw<int>(),
                Assemblies = ArrayCodec<string, StringCodec>.Read(ref reader) ?? [],
                OuterStartupHooks = StringCodec.Read(ref reader),
            };
        }
        catch (Exception fault) when (fault is FormatException or CodecException)
        {
            throw new WorkerStartException($"The variable {Variable} is not what a node sets: {fault.Message}", fault);
        }
    }
}
