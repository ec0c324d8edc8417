using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using RaySharp.Generators.Foundation;
using RaySharp.Generators.Models;

namespace RaySharp.Generators;

/// <summary>Brings together what was read piece by piece, each thing once and in one order.</summary>
internal static class ModelCollector
{
    public static IEnumerable<TaskClassModel> Classes(ImmutableArray<TaskModel> tasks) => tasks
        .GroupBy(static t => t.Owner)
        .OrderBy(static g => g.Key.Plain, StringComparer.Ordinal)
        .Select(static g => new TaskClassModel(g.Key, g.Select(static t => t.Method).Distinct().OrderBy(static m => m).ToEquatable()));

    public static NamedCodecsModel Codecs(IReadOnlyList<NamedCodecsModel> all) => new(
        all.SelectMany(static m => m.Codecs).GroupBy(static c => c.Name).Select(static g => g.First()).OrderBy(static c => c).ToEquatable(),
        all.SelectMany(static m => m.Mentions).Distinct().OrderBy(static m => m.Type, StringComparer.Ordinal).ToEquatable());

    /// <summary>Null where there is nothing to make known.</summary>
    public static RegistrationModel? Registration(
        ImmutableArray<TaskClassModel> classes, ImmutableArray<ActorModel> actors, ImmutableArray<WorkerStartModel> starts,
        ImmutableArray<ExceptionModel> exceptions, NamedCodecsModel codecs, AssemblyModel assembly)
    {
        if (!assembly.HasLibrary) return null;
        RegistrationModel model = new(
            assembly.Name,
            classes.Where(static c => c.Methods.Any(static m => !m.IsRefused)).Select(static c => c.Owner.Plain).ToEquatable(),
            actors.Where(static a => !a.IsRefused).Select(static a => a.Owner.Plain).Distinct().OrderBy(static a => a, StringComparer.Ordinal).ToEquatable(),
            starts.Distinct().OrderBy(static s => s.Target, StringComparer.Ordinal).ToEquatable(),
            codecs.Mentions,
            exceptions.Distinct().OrderBy(static e => e.Type, StringComparer.Ordinal).ToEquatable(),
            assembly.IsProgram);
        bool isEmpty = model.TaskClasses.Count == 0 && model.Actors.Count == 0 && model.WorkerStarts.Count == 0 && model.Codecs.Count == 0
            && model.Exceptions.Count == 0 && !model.IsProgram;
        return isEmpty ? null : model;
    }
}
