using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using RaySharp.Generators.Diagnostics;
using RaySharp.Generators.Foundation;
using RaySharp.Generators.Models;
using RaySharp.Generators.Types;

namespace RaySharp.Generators.Parsing;

/// <summary>Reads one method, with everything that its stubs and its descriptor need.</summary>
internal static class MethodParser
{
    public static MethodModel Parse(IMethodSymbol method, INamedTypeSymbol owner, CodecUses uses, List<Problem> problems)
    {
        int before = problems.Count(static p => p.IsError);
        bool isCreation = method.MethodKind == MethodKind.Constructor || IsFactory(method, owner);
        string display = TypeNames.ForPeople(owner) + "." + (method.MethodKind == MethodKind.Constructor ? owner.Name : method.Name);
        if (method.Arity > 0) problems.Report(Rules.Generic, method, display, "it",
            $"Write one for each type you need, which calls the generic one: '[RayRemote] static int {method.Name}Int(int value) => {method.Name}(value)'.");
        ParameterParser parameters = new(method, display, uses, problems);
        ResultParser result = new(method, display, uses, problems);
        var parsed = method.Arity > 0 ? UnreadParameters(method) : parameters.Parse();
        var returned = isCreation ? Created(method, owner) : method.Arity > 0 ? UnreadResult(method) : result.Parse(RemoteAttributes.IsSeparate(RemoteAttributes.Remote(method)));
        string options = AttributeOptions.Parse(RemoteAttributes.Remote(method), method, problems);
        ulong id = StableHash.Of(Identity(method, owner));
        return new MethodModel(
            isCreation ? "Create" : Identifiers.Escape(method.Name),
            Identifiers.Sanitize(isCreation ? "Create" : method.Name) + "_" + StableHash.Short(id),
            display,
            id,
            StableHash.Of(string.Join(",", parameters.Wires) + "->" + (isCreation ? "actor" : result.Wire)),
            method.DeclaredAccessibility == Accessibility.Public ? "public" : "internal",
            Target(method, owner),
            method.GetDocumentationCommentId() ?? "",
            method.Arity == 0 ? "" : "<" + string.Join(", ", method.TypeParameters.Select(static p => p.Name)) + ">",
            parsed,
            parameters.Cancel,
            returned,
            options,
            method.Parameters.Any(static p => p.Type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer),
            IsRefused: problems.Count(static p => p.IsError) > before);
    }

    /// <summary>Whether the method makes actors instead of a constructor.</summary>
    public static bool IsFactory(IMethodSymbol method, INamedTypeSymbol owner) =>
        method is { IsStatic: true, MethodKind: MethodKind.Ordinary, Name: "Create" or "CreateAsync" }
        && method.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal
        && SymbolEqualityComparer.Default.Equals(Awaited(method.ReturnType), owner);

    private static ITypeSymbol Awaited(ITypeSymbol type) =>
        KnownTypes.IsTask(type, 1) || KnownTypes.IsValueTask(type, 1) ? ((INamedTypeSymbol)type).TypeArguments[0] : type;

    /// <summary>What the id is the hash of: it must not change when a method moves to another file or gets other options.</summary>
    private static string Identity(IMethodSymbol method, INamedTypeSymbol owner) =>
        $"{owner.ContainingAssembly.Name}|{TypeNames.Metadata(owner)}.{method.MetadataName}({string.Join(",", method.Parameters.Select(static p => TypeNames.Plain(p.Type)))})";

    private static string Target(IMethodSymbol method, INamedTypeSymbol owner)
    {
        string type = TypeNames.Plain(owner);
        if (method.MethodKind == MethodKind.Constructor) return "new " + type;
        return method.IsStatic ? $"{type}.{Identifiers.Escape(method.Name)}" : $"(({type})self).{Identifiers.Escape(method.Name)}";
    }

    private static ResultModel Created(IMethodSymbol method, INamedTypeSymbol owner)
    {
        var timing = KnownTypes.IsTask(method.ReturnType, 1) ? ResultTiming.Task
            : KnownTypes.IsValueTask(method.ReturnType, 1) ? ResultTiming.ValueTask : ResultTiming.Now;
        return new ResultModel(ResultKind.Value, timing, TypeNames.Plain(owner), default);
    }

    /// <summary>Of refused generic methods: enough for a stub that callers compile against.</summary>
    private static EquatableArray<ParameterModel> UnreadParameters(IMethodSymbol method) => method.Parameters.Select(static p =>
        new ParameterModel(Identifiers.Escape(p.Name), "", TypeNames.Annotated(p.Type), TypeNames.Plain(p.Type), "", null, Literals.Default(p), TakesReference: false)).ToEquatable();

    private static ResultModel UnreadResult(IMethodSymbol method)
    {
        var type = Awaited(method.ReturnType);
        bool none = method.ReturnsVoid || KnownTypes.IsTask(type, 0) || KnownTypes.IsValueTask(type, 0);
        ReturnedObject item = new(null, none ? "object" : TypeNames.Annotated(type), "object", "");
        return new ResultModel(none ? ResultKind.None : ResultKind.Value, ResultTiming.Now, item.Type, new EquatableArray<ReturnedObject>([item]));
    }
}
