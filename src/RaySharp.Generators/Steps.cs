namespace RaySharp.Generators;

/// <summary>The generator's tracked steps, by which tests see what an edit makes run again.</summary>
internal static class Steps
{
    public const string Assembly = nameof(Assembly);
    public const string Tasks = nameof(Tasks);
    public const string TaskClasses = nameof(TaskClasses);
    public const string Actors = nameof(Actors);
    public const string WorkerStarts = nameof(WorkerStarts);
    public const string SerializableTypes = nameof(SerializableTypes);
    public const string NamedTypes = nameof(NamedTypes);
    public const string HandWritten = nameof(HandWritten);
    public const string Exceptions = nameof(Exceptions);
    public const string Codecs = nameof(Codecs);
    public const string Registration = nameof(Registration);

    public static readonly string[] All = [Assembly, Tasks, TaskClasses, Actors, WorkerStarts, SerializableTypes, NamedTypes, HandWritten, Exceptions, Codecs, Registration];
}
