using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp;
using RaySharp.Generators.Foundation;
using RaySharp.Generators.Models;

namespace RaySharp.Generators.Emitting;

/// <summary>Writes what callers call: one overload that takes references too, and one for plain values, which is preferred.</summary>
/// <param name="begin">Makes the call; <c>{0}</c> stands for the descriptor.</param>
/// <param name="receiver">The type before the parameters of extension methods; null elsewhere.</param>
/// <param name="isCreation">Whether the call makes an actor.</param>
internal sealed class StubEmitter(SourceWriter writer, string begin, string? receiver, bool isCreation)
{
    public void Emit(MethodModel method)
    {
        writer.Line();
        // First, so that the compiler's errors about wrong arguments name this overload's parameters.
        if (method.Parameters.Count > 0 && method.Parameters.All(static p => p.TakesReference))
        {
            EmitOverload(method, takesReferences: true);
            writer.Line();
        }
        EmitOverload(method, takesReferences: false);
    }

    private void EmitOverload(MethodModel method, bool takesReferences)
    {
        Locals names = new(method);
        if (method.DocumentationId.Length > 0) writer.Line($"/// <inheritdoc cref=\"{method.DocumentationId}\"/>");
        if (!takesReferences && method.Parameters.Count > 0) writer.Line(Names.Preferred);
        string modifiers = method.Accessibility + (receiver is null ? "" : " static") + (method.IsUnsafe ? " unsafe" : "");
        EmitSignature(method, names, takesReferences, $"{modifiers} {ReturnType(method)} {method.Name}{method.TypeParameters}");
        writer.OpenBlock();
        if (method.IsRefused) writer.Line($"throw new global::System.NotSupportedException({Literal($"'{method.Display}' cannot run remotely: see the compiler's errors.")});");
        else EmitBody(method, names, takesReferences);
        writer.Close();
    }

    private void EmitSignature(MethodModel method, Locals names, bool takesReferences, string head)
    {
        List<string> leading = [];
        if (receiver is not null) leading.Add($"this {receiver} {names.Receiver}");
        if (method.Result.Kind == ResultKind.SeparateArray) leading.Add($"int {names.Returns}");
        List<string> own = [.. method.Parameters.Select(p => takesReferences ? ReferenceParameter(p) : PlainParameter(p))];
        List<string> trailing = method.Cancel is null || isCreation ? [] : [$"{Names.Token} {method.Cancel} = default"];
        if (!takesReferences)
        {
            writer.Line($"{head}({string.Join(", ", leading.Concat(own).Concat(trailing))})");
            return;
        }
        // Without annotations, a reference of 'string?' goes where 'string' is wanted, and the other way.
        writer.Line($"{head}({string.Join(", ", leading)}{(leading.Count == 0 ? "" : ",")}");
        writer.Line("#nullable disable annotations");
        writer.Indented(() => writer.Line(string.Join(", ", own) + (trailing.Count == 0 ? "" : ",")));
        writer.Line("#nullable enable annotations");
        writer.Indented(() => writer.Line(string.Concat(trailing) + ")"));
    }

    private static string PlainParameter(ParameterModel p) => $"{p.Modifier}{p.Signature} {p.Name}{(p.Default is null ? "" : " = " + p.Default)}";

    private static string ReferenceParameter(ParameterModel p)
    {
        string type = p.Element is { } element ? $"global::RaySharp.ArgList<{p.Type}, {element.Type}>" : $"global::RaySharp.Arg<{p.Type}>";
        if (TakesNull(p)) type += "?";
        string modifier = p.Element is not null && p.Modifier == "params " ? p.Modifier : "";
        return $"{modifier}{type} {p.Name}{(p.Default is null ? "" : " = default")}";
    }

    /// <summary>Whether a plain null may be written for it: it converts to a nullable argument, where it fits the value and the reference alike it would be neither. Not where null could also mean a declared default.</summary>
    private static bool TakesNull(ParameterModel p) => p.Element is null && p.Signature.EndsWith("?", StringComparison.Ordinal) && (p.Default is null or "null" or "default");

    private void EmitBody(MethodModel method, Locals names, bool takesReferences)
    {
        string descriptor = Names.Methods + "." + method.Field;
        writer.Line($"var {names.Call} = {string.Format(CultureInfo.InvariantCulture, begin, descriptor, names.Receiver)};");
        foreach (var parameter in method.Parameters) writer.Line($"{names.Call}.Arguments.{Append(parameter, takesReferences)};");
        foreach (string line in Submit(method, names)) writer.Line(line);
    }

    private static string Append(ParameterModel p, bool takesReferences)
    {
        if (!takesReferences) return $"Value<{p.Type}, {p.Codec}>({p.Name})";
        string types = p.Element is { } element ? $"List<{p.Type}, {element.Type}, {p.Codec}, {element.Codec}>" : $"<{p.Type}, {p.Codec}>";
        if (p.Default is { } declared) return $"Optional{types}({p.Name}{(TakesNull(p) ? ".GetValueOrDefault()" : "")}, {declared})";
        return $"Required{types}({p.Name}{(TakesNull(p) ? $" ?? default({p.Type})!" : "")}, {Literal(p.Name.TrimStart('@'))})";
    }

    private IEnumerable<string> Submit(MethodModel method, Locals names)
    {
        if (isCreation) return [$"return {names.Call}.Create<{method.Result.Type}>();"];
        string cancel = method.Cancel ?? "default";
        var objects = method.Result.Objects;
        string types = $"<{objects[0].Type}, {objects[0].Codec}>";
        return method.Result.Kind switch
        {
            ResultKind.None => [$"return {names.Call}.Submit({cancel});"],
            ResultKind.Stream => [$"return {names.Call}.SubmitStream{types}({cancel});"],
            ResultKind.SeparateArray => [$"return {names.Call}.SubmitSeparate({names.Returns}, {cancel}).Refs{types}();"],
            ResultKind.SeparateTuple =>
            [
                $"var {names.Results} = {names.Call}.SubmitSeparate({Number(objects.Count)}, {cancel});",
                $"return ({string.Join(", ", objects.Select((o, i) => $"{names.Results}.Ref<{o.Type}, {o.Codec}>({Number(i)})"))});",
            ],
            _ => [$"return {names.Call}.Submit{types}({cancel});"],
        };
    }

    private string ReturnType(MethodModel method)
    {
        if (isCreation) return $"{Names.ActorHandle}<{method.Result.Type}>";
        var objects = method.Result.Objects;
        return method.Result.Kind switch
        {
            ResultKind.None => Names.ObjectRef,
            ResultKind.Stream => $"global::RaySharp.ObjectRefStream<{objects[0].Signature}>",
            ResultKind.SeparateArray => $"{Names.ObjectRef}<{objects[0].Signature}>[]",
            ResultKind.SeparateTuple => $"({string.Join(", ", objects.Select(static o => $"{Names.ObjectRef}<{o.Signature}>{(o.Name is null ? "" : " " + o.Name)}"))})",
            _ => $"{Names.ObjectRef}<{objects[0].Signature}>",
        };
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
