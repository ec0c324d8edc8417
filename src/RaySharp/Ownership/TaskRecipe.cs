using RaySharp.References;

namespace RaySharp.Ownership;

/// <summary>How to run a task again.</summary>
internal sealed class TaskRecipe(Owner owner, TaskRecord record)
    : Recipe(record.Name, record.Frame, record.Rare, record.RetriesLeft, TaskKeys.MaxRetries(record.Method, record.Rare?.Options) != 0, owner.Objects)
{
    public SchedulingKey Key { get; } = record.Key;

    public Contracts.RemoteMethod Method { get; } = record.Method;

    public ulong Number { get; } = record.Number;

    public TaskOptions? Options { get; } = record.Rare?.Options;

    /// <summary>How often it was sent: attempts are counted through.</summary>
    public int Attempt { get; set; } = record.Attempt;

    public override void Run(Remake remake, int retriesLeft, IReadOnlyList<ObjectEntry> outputs) => owner.RunAgain(this, remake, retriesLeft, outputs);
}
