using System.Linq;
using RaySharp.Generators.Foundation;
using RaySharp.Generators.Models;

namespace RaySharp.Generators.Emitting;

/// <summary>Writes the module initializer that makes an assembly's remote code and codecs known.</summary>
internal static class RegistrationEmitter
{
    public static string Emit(RegistrationModel model)
    {
        SourceWriter writer = new("#nullable disable");
        string name = Identifiers.Sanitize(model.Assembly) + "Registration";
        writer.Open("namespace RaySharp.Generated");
        writer.Line("/// <summary>Makes this assembly's remote code known before any of it runs.</summary>");
        writer.Line(Names.GeneratedCode);
        writer.Open($"internal static class {name}");
        writer.Line("[global::System.Runtime.CompilerServices.ModuleInitializer]");
        writer.Open("internal static void Register()");
        EmitMethods(writer, model, name);
        foreach (var codec in model.Codecs) writer.Line($"global::RaySharp.Codecs.CodecRegistry.Register<{codec.Type}, {codec.Codec}>();");
        foreach (var exception in model.Exceptions)
            writer.Line($"global::RaySharp.Failures.ExceptionRegistry.Register<{exception.Type}>(static (message, inner) => new {exception.Type}({exception.Arguments}));");
        if (model.IsProgram)
        {
            // Programs compiled ahead of time have no startup hooks: a worker begins here, once everything is registered.
            writer.Line("if (!global::System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported) " + Names.Contracts + "WorkerTakeover.RunIfAsked();");
        }
        return writer.Close().Close().Close().ToString();
    }

    private static void EmitMethods(SourceWriter writer, RegistrationModel model, string name)
    {
        writer.Line(Names.Contracts + "MethodRegistry.Register(");
        writer.Indented(() =>
        {
            writer.Line($"typeof({name}).Assembly,");
            writer.Line($"[{string.Join(", ", model.TaskClasses.Select(static c => $".. {c}.{Names.Methods}.All"))}],");
            writer.Line($"[{string.Join(", ", model.Actors.Select(static a => $"{a}.{Names.Methods}.Actor"))}]{(model.WorkerStarts.Count == 0 ? ");" : ",")}");
            for (int i = 0; i < model.WorkerStarts.Count; i++) writer.Line(Start(model.WorkerStarts[i]) + (i == model.WorkerStarts.Count - 1 ? ");" : ","));
        });
    }

    private static string Start(WorkerStartModel start)
    {
        if (!start.IsAsync) return $"static () => {{ {start.Target}(); return global::System.Threading.Tasks.Task.CompletedTask; }}";
        return start.IsValueTask ? $"static () => {start.Target}().AsTask()" : $"static () => {start.Target}()";
    }
}
