using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp;
using RaySharp.Generators.Foundation;
using RaySharp.Generators.Models;

namespace RaySharp.Generators.Emitting;

/// <summary>Writes what a worker runs: decode the arguments, call the method, encode what it returns.</summary>
internal static class DescriptorEmitter
{
    private const string Parameters = "static (object self, ref global::RaySharp.Codecs.CodecReader arguments, " + Names.Token + " cancel) => ";

    public static void EmitTask(SourceWriter writer, MethodModel method)
    {
        string options = method.Options.Length == 0 ? $"new {Names.TaskOptions}()" : $"new {Names.TaskOptions} {{ {method.Options} }}";
        if (method.Result.Kind == ResultKind.Stream)
        {
            Emit(writer, method, $"Stream<{method.Result.Type}, {method.Result.Objects[0].Codec}>", Identity(method), options, Parameters + Call(method));
            return;
        }
        string factory = method.Result.Timing == ResultTiming.Now ? "Sync" : "Async";
        string encode = "static (result, returns) => " + Encode(method.Result);
        Emit(writer, method, $"{factory}<{method.Result.Type}>", Identity(method), options, Parameters + Body(method), encode);
    }

    public static void EmitCreation(SourceWriter writer, MethodModel method)
    {
        string call = method.Result.Timing == ResultTiming.ValueTask ? Call(method) : $"new {Names.ValueTask}<{method.Result.Type}>({Call(method)})";
        Emit(writer, method, $"Creation<{method.Result.Type}>", Identity(method), Parameters + call);
    }

    private static void Emit(SourceWriter writer, MethodModel method, string factory, params string[] arguments)
    {
        writer.Line($"internal static readonly {Names.RemoteMethod} {method.Field} = {Names.RemoteMethod}.{factory}(");
        writer.Indented(() =>
        {
            for (int i = 0; i < arguments.Length; i++) writer.Line(arguments[i] + (i == arguments.Length - 1 ? ");" : ","));
        });
        writer.Line();
    }

    private static string Identity(MethodModel method) =>
        $"new {Names.Contracts}MethodIdentity({StableHash.Literal(method.Id)}, {StableHash.Literal(method.Shape)}, {SymbolDisplay.FormatLiteral(method.Display, quote: true)})";

    private static string Body(MethodModel method) => (method.Result.Kind == ResultKind.None, method.Result.Timing) switch
    {
        (true, ResultTiming.Now) => $"{{ {Call(method)}; return default; }}",
        (true, _) => $"{Names.Contracts}Completion.Of({Call(method)})",
        (false, ResultTiming.Task) => $"new {Names.ValueTask}<{method.Result.Type}>({Call(method)})",
        _ => Call(method),
    };

    private static string Call(MethodModel method)
    {
        IEnumerable<string> arguments = method.Parameters.Select(static p => $"{p.Codec}.Read(ref arguments)");
        return $"{method.Target}({string.Join(", ", method.Cancel is null ? arguments : arguments.Append("cancel"))})";
    }

    private static string Encode(ResultModel result)
    {
        if (result.Kind == ResultKind.SeparateArray) return $"returns.WriteEach<{result.Objects[0].Type}, {result.Objects[0].Codec}>(result)";
        if (result.Kind != ResultKind.SeparateTuple) return $"returns.Write<{result.Type}, {result.Objects[0].Codec}>(result)";
        var items = result.Objects.Select(static (o, i) => $"returns.Write<{o.Type}, {o.Codec}>(result.Item{(i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)});");
        return "{ " + string.Join(" ", items) + " }";
    }
}
