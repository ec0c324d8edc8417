using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using RaySharp.Generators.Diagnostics;
using RaySharp.Generators.Foundation;
using RaySharp.Generators.Models;
using RaySharp.Generators.Types;

namespace RaySharp.Generators.Parsing;

/// <summary>Reads the parameters of a remote method, the cancellation token apart.</summary>
internal sealed class ParameterParser(IMethodSymbol method, string display, CodecUses uses, List<Problem> problems)
{
    /// <summary>What stands for the parameters in the method's shape.</summary>
    public List<string> Wires { get; } = [];

    /// <summary>The token's name; null if the method takes none.</summary>
    public string? Cancel { get; private set; }

    public EquatableArray<ParameterModel> Parse()
    {
        List<ParameterModel> models = [];
        foreach (var parameter in method.Parameters)
        {
            if (!KnownTypes.IsCancellationToken(parameter.Type)) models.Add(ParseOne(parameter));
            else if (parameter.Ordinal == method.Parameters.Length - 1) Cancel = Identifiers.Escape(parameter.Name);
            else
            {
                Report(parameter, "is a CancellationToken but not the last parameter. Move it to the end.");
                models.Add(Refused(parameter));
            }
        }
        return models.ToEquatable();
    }

    private ParameterModel ParseOne(IParameterSymbol parameter)
    {
        string type = TypeNames.ForPeople(parameter.Type);
        if (parameter.RefKind != RefKind.None)
            Report(parameter, $"is passed by '{Modifier(parameter).Trim()}', but the task gets a copy. {(parameter.RefKind == RefKind.In ? "Take it by value." : "Take it by value and return what changed.")}");
        else if (parameter.Type.IsRefLikeType)
            Report(parameter, $"is a '{type}', which lives on the caller's stack. Take an array or a 'ReadOnlyMemory<T>'; a span converts with 'ToArray()'.");
        else if (parameter.Type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer)
            Report(parameter, $"is a '{type}', and memory of one process means nothing in another. Take an array.");
        else if (KnownTypes.Is(parameter.Type, "RaySharp", "Arg", 1) || KnownTypes.Is(parameter.Type, "RaySharp", "ArgList", 2))
            Report(parameter, $"is a '{type}'. Take the value's own type: callers may pass a value or a reference either way.");
        else
            return Sendable(parameter);
        return Refused(parameter);
    }

    private ParameterModel Sendable(IParameterSymbol parameter)
    {
        var shape = uses.Use(parameter.Type, parameter, display, $"parameter '{parameter.Name}'");
        Wires.Add(shape.Wire);
        return Make(parameter, shape.Codec, shape.Element, takesReference: Sendability.IsAccessible(parameter.Type, uses.Catalog.Assembly));
    }

    private ParameterModel Refused(IParameterSymbol parameter) => Make(parameter, "", null, takesReference: false);

    private ParameterModel Make(IParameterSymbol parameter, string codec, CodecEntry? element, bool takesReference) => new(
        Identifiers.Escape(parameter.Name), Modifier(parameter), uses.Signature(parameter.Type), TypeNames.Plain(parameter.Type),
        codec, element, Literals.Default(parameter), takesReference);

    private static string Modifier(IParameterSymbol parameter) => parameter.RefKind switch
    {
        RefKind.Ref => "ref ",
        RefKind.Out => "out ",
        RefKind.In => "in ",
        RefKind.RefReadOnlyParameter => "ref readonly ",
        _ => parameter.IsParams ? "params " : "",
    };

    private void Report(IParameterSymbol parameter, string text) => problems.Report(Rules.Parameter, parameter, display, parameter.Name, text);
}
