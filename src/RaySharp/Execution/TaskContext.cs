using Microsoft.Extensions.Logging;

namespace RaySharp.Execution;

internal sealed class TaskContext(TaskId id, string name, int attempt, ActorId? actor, ProcessId process, IReadOnlyList<string> gpuIds, CancellationToken cancel, ILogger logger) : RayContext
{
    public override TaskId TaskId => id;

    public override string TaskName => name;

    public override int Attempt => attempt;

    public override ActorId? ActorId => actor;

    public override ProcessId Process => process;

    public override IReadOnlyList<string> GpuIds => gpuIds;

    public override CancellationToken Cancellation => cancel;

    public override ILogger Logger => logger;
}
