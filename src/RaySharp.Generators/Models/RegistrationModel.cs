using RaySharp.Generators.Foundation;

namespace RaySharp.Generators.Models;

/// <summary>All that an assembly makes known.</summary>
/// <param name="TaskClasses">The plain names of classes with tasks.</param>
/// <param name="Actors">The actor classes' plain names.</param>
/// <param name="IsProgram">Whether it has an entry point, and so may be a worker ahead of time.</param>
internal sealed record RegistrationModel(
    string Assembly,
    EquatableArray<string> TaskClasses,
    EquatableArray<string> Actors,
    EquatableArray<WorkerStartModel> WorkerStarts,
    EquatableArray<CodecEntry> Codecs,
    EquatableArray<ExceptionModel> Exceptions,
    bool IsProgram);

/// <summary>An exception class.</summary>
/// <param name="Arguments">What its constructor takes of a message and an inner exception.</param>
internal sealed record ExceptionModel(string Type, string Arguments);

/// <summary>What the compilation says of itself.</summary>
internal sealed record AssemblyModel(string Name, bool IsProgram, bool HasLibrary, bool HasExtensionMembers);
