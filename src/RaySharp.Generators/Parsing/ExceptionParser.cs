using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaySharp.Generators.Models;
using RaySharp.Generators.Types;

namespace RaySharp.Generators.Parsing;

/// <summary>Finds the exception classes of an assembly: what remote code throws of them arrives as itself.</summary>
internal static class ExceptionParser
{
    /// <summary>A cheap look, for every key pressed: an exception's base is called one.</summary>
    public static bool MayBeException(SyntaxNode node) => node is TypeDeclarationSyntax { BaseList.Types: { Count: > 0 } bases }
        && bases[0].Type.ToString().EndsWith("Exception", StringComparison.Ordinal);

    /// <summary>Null for what is no exception class that a message makes.</summary>
    public static ExceptionModel? Parse(INamedTypeSymbol type, CodecCatalog catalog)
    {
        if (type is not { TypeKind: TypeKind.Class, IsAbstract: false, IsGenericType: false } || Sendability.Hidden(type, catalog) is not null || !IsException(type)) return null;
        var constructors = type.InstanceConstructors.Where(static c => c.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal && !HasRequired(c)).ToList();
        if (constructors.Any(static c => c.Parameters.Length == 2 && IsMessage(c.Parameters[0]) && IsException(c.Parameters[1].Type)))
            return new ExceptionModel(TypeNames.Plain(type), "message, inner");
        return constructors.Any(static c => c.Parameters.Length == 1 && IsMessage(c.Parameters[0])) ? new ExceptionModel(TypeNames.Plain(type), "message") : null;
    }

    private static bool IsMessage(IParameterSymbol parameter) => parameter is { Type.SpecialType: SpecialType.System_String, RefKind: RefKind.None };

    private static bool HasRequired(IMethodSymbol constructor) =>
        DataMember.Of(constructor.ContainingType).Any(static m => m.IsRequired)
        && constructor.GetAttributes().All(static a => a.AttributeClass?.Name != "SetsRequiredMembersAttribute");

    private static bool IsException(ITypeSymbol type)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current is { Name: "Exception", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } }) return true;
        }
        return false;
    }
}
