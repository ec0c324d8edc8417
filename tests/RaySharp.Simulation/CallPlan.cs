namespace RaySharp.Simulation;

/// <summary>A call to an actor.</summary>
internal sealed class CallPlan
{
    public required string Name { get; init; }

    public required int Actor { get; init; }

    public required int Work { get; init; }

    /// <summary>Tasks that the actor's method submits and waits for.</summary>
    public List<TaskPlan> Children { get; } = [];

    public long Own { get; init; }

    public long Expected => Own + Children.Sum(child => child.Expected);
}
