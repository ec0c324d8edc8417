using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp;
using RaySharp.Generators.Foundation;
using RaySharp.Generators.Models;

namespace RaySharp.Generators.Emitting;

/// <summary>Writes an actor's creation stubs, the calls of its handles and its descriptors.</summary>
internal static class ActorEmitter
{
    public static string Emit(ActorModel model)
    {
        SourceWriter writer = new("#nullable enable");
        string begin = $"{Names.Stubs}ActorCreation.Begin(this._target, {Names.Methods}.Actor, {{0}})";
        StubEmitter creations = new(writer, begin, receiver: null, isCreation: true);
        OwnerEmitter.Emit(
            writer,
            model.Owner,
            Names.ActorOptions,
            () =>
            {
                foreach (var creation in model.Creations) creations.Emit(creation);
            },
            model.IsRefused ? null : () => EmitDescriptors(writer, model));
        writer.Line();
        EmitCalls(writer, model);
        return writer.ToString();
    }

    private static void EmitDescriptors(SourceWriter writer, ActorModel model)
    {
        var creations = model.Creations.Where(static m => !m.IsRefused).ToList();
        var methods = model.Methods.Where(static m => !m.IsRefused).ToList();
        foreach (var creation in creations) DescriptorEmitter.EmitCreation(writer, creation);
        foreach (var method in methods) DescriptorEmitter.EmitTask(writer, method);
        string options = model.Options.Length == 0 ? $"new {Names.ActorOptions}()" : $"new {Names.ActorOptions} {{ {model.Options} }}";
        string name = SymbolDisplay.FormatLiteral(model.Owner.Display, quote: true);
        writer.Line($"internal static readonly {Names.ActorClass} Actor = new {Names.ActorClass}(");
        writer.Indented(() => writer
            .Line($"{StableHash.Literal(model.Id)}, {name}, {options}, {(model.IsAsync ? "true" : "false")},")
            .Line($"{Array(creations)},")
            .Line($"{Array(methods)});"));
    }

    private static void EmitCalls(SourceWriter writer, ActorModel model)
    {
        if (!model.Owner.IsReachable || model.Owner.IsGeneric || model.Methods.Count == 0) return;
        writer.Line("#nullable enable annotations").Line("#nullable disable warnings");
        if (model.Owner.Namespace.Length > 0) writer.Open($"namespace {model.Owner.Namespace}");
        writer.Line($"/// <summary>The methods of handles of <see cref=\"{model.Owner.Plain}\"/>.</summary>");
        writer.Line(Names.GeneratedCode);
        writer.Open($"{(model.Owner.IsPublic ? "public" : "internal")} static class {model.Owner.Flat}ActorCalls");
        string begin = Names.Stubs + "ActorCall.Begin({1}, {0})";
        StubEmitter calls = new(writer, begin.Replace("{0}", model.Owner.Plain + ".{0}"), $"{Names.ActorHandle}<{model.Owner.Plain}>", isCreation: false);
        foreach (var method in model.Methods) calls.Emit(method);
        writer.Close();
        if (model.Owner.Namespace.Length > 0) writer.Close();
    }

    private static string Array(IReadOnlyList<MethodModel> methods) =>
        $"new {Names.RemoteMethod}[] {{ {string.Join(", ", methods.Select(static m => m.Field))} }}";
}
