namespace RaySharp.Simulation;

/// <summary>What a message is, for the trace; text is made only when somebody reads it.</summary>
internal readonly record struct Note(string What, object? About = null, ulong Number = 0, bool IsAgain = false)
{
    public static implicit operator Note(string what) => new(what);

    public override string ToString() => $"{What}{(About is null ? "" : $" {About}")}{(Number == 0 ? "" : $" #{Number}")}{(IsAgain ? " (again)" : "")}";
}
