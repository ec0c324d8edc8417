using RaySharp.Generators.Foundation;

namespace RaySharp.Generators.Models;

/// <summary>One declaration around the emitted members: <c>partial class Jobs</c>.</summary>
internal sealed record OwnerPart(string Keyword, string Name);

/// <summary>A class whose methods run remotely.</summary>
/// <param name="Namespace">Empty for the global one.</param>
/// <param name="Parts">Outermost first.</param>
/// <param name="Plain">Its plain name.</param>
/// <param name="IsPublic">Whether other assemblies see it.</param>
/// <param name="IsPartial">Else its stubs stand beside it, so that only our diagnostic shows.</param>
/// <param name="IsTaken">Whether a member of its own has a name that its stubs need, so that it gets none.</param>
/// <param name="IsReachable">Whether the rest of its assembly can name it.</param>
/// <param name="IsGeneric">Whether it or a class around it is generic.</param>
/// <param name="Hides">Whether a base class has stubs of its own.</param>
internal sealed record OwnerModel(
    string Namespace, EquatableArray<OwnerPart> Parts, string Plain, string Display, bool IsPublic, bool IsPartial, bool IsTaken, bool IsReachable, bool IsGeneric, bool Hides)
{
    /// <summary>Else its stubs only throw.</summary>
    public bool CanRun => IsPartial && IsReachable && !IsGeneric && !IsTaken;

    /// <summary>The class's name in names made of it.</summary>
    public string Flat => string.Join("_", System.Linq.Enumerable.Select(Parts, static p => p.Name.Split('<')[0].TrimStart('@')));
}

/// <summary>A remote method together with its class and the codecs it needs.</summary>
internal sealed record TaskModel(OwnerModel Owner, MethodModel Method, EquatableArray<CodecModel> Codecs, EquatableArray<CodecEntry> Mentions);

/// <summary>The remote methods of one class.</summary>
internal sealed record TaskClassModel(OwnerModel Owner, EquatableArray<MethodModel> Methods);

/// <summary>A class whose objects live as actors.</summary>
internal sealed record ActorModel(
    OwnerModel Owner,
    ulong Id,
    string Options,
    bool IsAsync,
    bool IsRefused,
    EquatableArray<MethodModel> Creations,
    EquatableArray<MethodModel> Methods,
    EquatableArray<CodecModel> Codecs,
    EquatableArray<CodecEntry> Mentions);

/// <summary>A method that runs once per worker.</summary>
internal sealed record WorkerStartModel(string Target, bool IsAsync, bool IsValueTask);

/// <summary>Codecs that were asked for by attribute.</summary>
internal sealed record NamedCodecsModel(EquatableArray<CodecModel> Codecs, EquatableArray<CodecEntry> Mentions);
