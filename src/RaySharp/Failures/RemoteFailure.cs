using RaySharp.Codecs;

namespace RaySharp.Failures;

/// <summary>Why an object is not there, in a form that travels. Makes a fresh exception for every get.</summary>
internal sealed record RemoteFailure(FailureKind Kind, string TaskName, string Message)
{
    private const int MaxInner = 8;

    /// <summary>For <see cref="FailureKind.TaskFailed"/>: what was thrown.</summary>
    public ThrownException? Thrown { get; init; }

    public int? ExitCode { get; init; }

    public int? Signal { get; init; }

    public IReadOnlyList<string> LastErrorLines { get; init; } = [];

    /// <summary>Describes what user code threw.</summary>
    public static RemoteFailure Of(Exception thrown, string taskName) =>
        new(FailureKind.TaskFailed, taskName, thrown.Message) { Thrown = ThrownException.Of(thrown, MaxInner) };

    public Exception ToException() => Kind switch
    {
        FailureKind.TaskFailed => new TaskFailedException(TaskName, Thrown!.Type, Thrown.Message, Thrown.Stack, Thrown.ToTyped()),
        FailureKind.Cancelled => new RemoteTaskCanceledException(Message),
        FailureKind.WorkerCrashed => new WorkerCrashedException(Message, ExitCode, Signal, LastErrorLines),
        FailureKind.Unschedulable => new TaskUnschedulableException(Message),
        FailureKind.ActorDied => new ActorDiedException(Message, Thrown?.ToTyped()),
        FailureKind.ActorUnavailable => new ActorUnavailableException(Message),
        FailureKind.OwnerDied => new OwnerDiedException(Message),
        FailureKind.PendingCallsLimit => new PendingCallsLimitExceededException(Message),
        FailureKind.RuntimeEnvironment => new RuntimeEnvSetupException(Message),
        FailureKind.Codec => new CodecException(Message),
        FailureKind.ClusterMismatch => new ClusterMismatchException(Message),
        FailureKind.OutOfMemory => new WorkerOutOfMemoryException(Message),
        FailureKind.ClusterLost => new ClusterConnectionException(Message),
        FailureKind.NodeDied => new NodeDiedException(Message),
        FailureKind.ObjectStoreFull => new ObjectStoreFullException(Message),
        FailureKind.ReconstructionFailed => new ObjectReconstructionFailedException(Message, Thrown?.ToTyped()),
        _ => new ObjectLostException(Message),
    };

    public byte[] Encode()
    {
        var writer = new CodecWriter();
        Write(writer);
        return writer.Written.ToArray();
    }

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw((byte)Kind);
        StringCodec.Write(writer, TaskName);
        StringCodec.Write(writer, Message);
        BooleanCodec.Write(writer, Thrown is not null);
        Thrown?.Write(writer);
        writer.WriteRaw(ExitCode ?? int.MinValue);
        writer.WriteRaw(Signal ?? int.MinValue);
        ArrayCodec<string, StringCodec>.Write(writer, [.. LastErrorLines]);
    }

    public static RemoteFailure Decode(ReadOnlySpan<byte> bytes)
    {
        CodecReader reader = new(bytes);
        var kind = (FailureKind)reader.ReadRaw<byte>();
        string taskName = StringCodec.Read(ref reader) ?? "", message = StringCodec.Read(ref reader) ?? "";
        var thrown = BooleanCodec.Read(ref reader) ? ThrownException.Read(ref reader) : null;
        if (kind == FailureKind.TaskFailed && thrown is null) throw new CodecException("A task's failure arrived without its exception.");
        int exitCode = reader.ReadRaw<int>(), signal = reader.ReadRaw<int>();
        return new RemoteFailure(kind, taskName, message)
        {
            Thrown = thrown,
            ExitCode = exitCode == int.MinValue ? null : exitCode,
            Signal = signal == int.MinValue ? null : signal,
            LastErrorLines = ArrayCodec<string, StringCodec>.Read(ref reader) ?? [],
        };
    }
}
