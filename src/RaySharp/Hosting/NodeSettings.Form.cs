using Microsoft.Extensions.Logging;
using RaySharp.Codecs;

namespace RaySharp.Hosting;

/// <summary>How it travels.</summary>
internal sealed partial record NodeSettings
{
    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Cpus);
        ArrayCodec<string, StringCodec>.Write(writer, GpuIds);
        NullableCodec<long, RawCodec<long>>.Write(writer, Memory);
        NullableCodec<long, RawCodec<long>>.Write(writer, MemoryShare);
        DictionaryCodec<string, StringCodec, double, RawCodec<double>>.Write(writer, Resources);
        NullableCodec<int, RawCodec<int>>.Write(writer, WorkerProcesses);
        writer.WriteRaw(ReadyProcesses);
        BooleanCodec.Write(writer, KeepsReady);
        NullableCodec<long, RawCodec<long>>.Write(writer, MaxPendingArgumentBytes);
        NullableCodec<long, RawCodec<long>>.Write(writer, ObjectStoreMemory);
        ArrayCodec<string, StringCodec>.Write(writer, SpillFolders);
        BooleanCodec.Write(writer, RecordCallSites);
        NullableCodec<double, RawCodec<double>>.Write(writer, MemoryThreshold);
        writer.WriteRaw(MemoryMonitorInterval.Ticks);
        writer.WriteRaw(MaxMemoryRetries);
        writer.WriteRaw(MemoryRetryDelay.Ticks);
        writer.WriteRaw((int)Transport);
        StringCodec.Write(writer, Namespace);
        BooleanCodec.Write(writer, SendsOutput);
        writer.WriteRaw((int)LeastLogLevel);
        writer.WriteRaw(MaxLogFileBytes);
        writer.WriteRaw(LogFileBackups);
        writer.WriteRaw(WorkerStartTimeout.Ticks);
        writer.WriteRaw(ShutdownTimeout.Ticks);
    }

    /// <exception cref="CodecException">It is none.</exception>
    public static NodeSettings Read(ref CodecReader reader) => new()
    {
        Cpus = reader.ReadRaw<double>(),
        GpuIds = ArrayCodec<string, StringCodec>.Read(ref reader) ?? [],
        Memory = NullableCodec<long, RawCodec<long>>.Read(ref reader),
        MemoryShare = NullableCodec<long, RawCodec<long>>.Read(ref reader),
        Resources = DictionaryCodec<string, StringCodec, double, RawCodec<double>>.Read(ref reader),
        WorkerProcesses = NullableCodec<int, RawCodec<int>>.Read(ref reader),
        ReadyProcesses = reader.ReadRaw<int>(),
        KeepsReady = BooleanCodec.Read(ref reader),
        MaxPendingArgumentBytes = NullableCodec<long, RawCodec<long>>.Read(ref reader),
        ObjectStoreMemory = NullableCodec<long, RawCodec<long>>.Read(ref reader),
        SpillFolders = ArrayCodec<string, StringCodec>.Read(ref reader),
        RecordCallSites = BooleanCodec.Read(ref reader),
        MemoryThreshold = NullableCodec<double, RawCodec<double>>.Read(ref reader),
        MemoryMonitorInterval = new TimeSpan(reader.ReadRaw<long>()),
        MaxMemoryRetries = reader.ReadRaw<int>(),
        MemoryRetryDelay = new TimeSpan(reader.ReadRaw<long>()),
        Transport = (Transport)reader.ReadRaw<int>(),
        Namespace = StringCodec.Read(ref reader) ?? "",
        SendsOutput = BooleanCodec.Read(ref reader),
        LeastLogLevel = (LogLevel)reader.ReadRaw<int>(),
        MaxLogFileBytes = reader.ReadRaw<long>(),
        LogFileBackups = reader.ReadRaw<int>(),
        WorkerStartTimeout = new TimeSpan(reader.ReadRaw<long>()),
        ShutdownTimeout = new TimeSpan(reader.ReadRaw<long>()),
    };
}
