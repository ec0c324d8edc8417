using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaySharp.Generators.Diagnostics;
using RaySharp.Generators.Foundation;
using RaySharp.Generators.Models;
using RaySharp.Generators.Types;

namespace RaySharp.Generators.Parsing;

/// <summary>Reads the class that remote code stands in.</summary>
internal static class OwnerParser
{
    public static OwnerModel Parse(INamedTypeSymbol type, CodecCatalog catalog)
    {
        var chain = Chain(type);
        return new OwnerModel(
            type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(),
            chain.Select(static t => new OwnerPart(Keyword(t), Identifiers.Escape(t.Name) + TypeParameters(t))).ToEquatable(),
            TypeNames.Plain(type),
            TypeNames.ForPeople(type),
            chain.All(static t => t.DeclaredAccessibility == Accessibility.Public),
            chain.All(IsPartial),
            TakenNames(type).Any(),
            Sendability.IsAccessible(type, catalog.Assembly) && !chain.Any(static t => t.IsFileLocal),
            chain.Any(static t => t.Arity > 0),
            Hides(type));
    }

    /// <summary>What is wrong with the class; told once per class, not per method.</summary>
    public static void Check(INamedTypeSymbol type, CodecCatalog catalog, List<Problem> problems)
    {
        string name = TypeNames.ForPeople(type);
        foreach (var part in Chain(type))
        {
            if (!IsPartial(part)) problems.Report(Rules.NotPartial, part, TypeNames.ForPeople(part), Keyword(part));
            if (!Sendability.IsAccessible(part, catalog.Assembly))
                problems.Report(Rules.Unreachable, part, name, TypeNames.ForPeople(part), part.DeclaredAccessibility.ToString().ToLowerInvariant());
            else if (part.IsFileLocal) problems.Report(Rules.Unreachable, part, name, part.Name, "local to its file");
            if (part.Arity > 0) problems.Report(Rules.Generic, part, name, $"class '{TypeNames.ForPeople(part)}'",
                RemoteAttributes.Actor(part) is null ? "Move it to a class that is not." : "Derive a class from it for each type you need, and mark that one: 'sealed partial class IntBox : Box<int>'.");
        }
        foreach (var member in TakenNames(type)) problems.Report(Rules.NameTaken, member, $"{name}.{member.Name}", member.Name, "the class's stubs need");
    }

    private static IEnumerable<ISymbol> TakenNames(INamedTypeSymbol type) => new[] { "Remote", "RemoteStubs", "RaySharpMethods" }
        .SelectMany(name => type.GetMembers(name)).Where(static m => !m.IsImplicitlyDeclared && !IsGenerated(m));

    public static bool IsPartial(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.Any(static r => r.GetSyntax() is not TypeDeclarationSyntax declaration
            || declaration.Modifiers.Any(static m => m.ValueText == "partial"));

    private static IReadOnlyList<INamedTypeSymbol> Chain(INamedTypeSymbol type)
    {
        List<INamedTypeSymbol> chain = [];
        for (var current = type; current is not null; current = current.ContainingType) chain.Insert(0, current);
        return chain;
    }

    private static bool IsGenerated(ISymbol member) => member.Locations.All(static l => l.SourceTree?.FilePath.EndsWith(".g.cs", System.StringComparison.Ordinal) == true);

    private static string TypeParameters(INamedTypeSymbol type) =>
        type.TypeParameters.Length == 0 ? "" : "<" + string.Join(", ", type.TypeParameters.Select(static p => p.Name)) + ">";

    private static string Keyword(INamedTypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Interface } => "interface",
        { IsRecord: true, TypeKind: TypeKind.Struct } => "record struct",
        { IsRecord: true } => "record",
        { TypeKind: TypeKind.Struct } => "struct",
        _ => "class",
    };

    private static bool Hides(INamedTypeSymbol type)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType)
        {
            if (current.GetMembers("Remote").Length > 0 || RemoteAttributes.Actor(current) is not null) return true;
            if (current.GetMembers().OfType<IMethodSymbol>().Any(static m => m.IsStatic && RemoteAttributes.Remote(m) is not null)) return true;
        }
        return false;
    }
}
