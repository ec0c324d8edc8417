using System.Linq;
using RaySharp.Generators.Foundation;
using RaySharp.Generators.Models;

namespace RaySharp.Generators.Emitting;

/// <summary>Writes the stubs and descriptors of a class of tasks.</summary>
internal static class TaskEmitter
{
    public static string Emit(TaskClassModel model)
    {
        SourceWriter writer = new("#nullable enable");
        StubEmitter stubs = new(writer, Names.Stubs + "TaskCall.Begin(this._target, {0})", receiver: null, isCreation: false);
        OwnerEmitter.Emit(
            writer,
            model.Owner,
            Names.TaskOptions,
            () =>
            {
                foreach (var method in model.Methods) stubs.Emit(method);
            },
            () => EmitDescriptors(writer, model));
        return writer.ToString();
    }

    private static void EmitDescriptors(SourceWriter writer, TaskClassModel model)
    {
        var methods = model.Methods.Where(static m => !m.IsRefused).ToList();
        foreach (var method in methods) DescriptorEmitter.EmitTask(writer, method);
        writer.Line($"internal static readonly {Names.RemoteMethod}[] All = new {Names.RemoteMethod}[] {{ {string.Join(", ", methods.Select(static m => m.Field))} }};");
    }
}
