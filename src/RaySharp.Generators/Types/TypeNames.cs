using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using RaySharp.Generators.Foundation;

namespace RaySharp.Generators.Types;

internal static class TypeNames
{
    private static readonly SymbolDisplayFormat _full = SymbolDisplayFormat.FullyQualifiedFormat.WithMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers | SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    private static readonly SymbolDisplayFormat _annotated = _full.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat _people = SymbolDisplayFormat.CSharpShortErrorMessageFormat;

    /// <summary>As a signature writes it: with tuple names and nullability.</summary>
    public static string Annotated(ITypeSymbol type) => type.ToDisplayString(_annotated);

    /// <summary>As messages write it.</summary>
    public static string ForPeople(ITypeSymbol type) => type.ToDisplayString(_people);

    /// <summary>One name per type: without tuple names and nullability, so that it can be a key.</summary>
    public static string Plain(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => PlainArray(array),
        INamedTypeSymbol { IsTupleType: true } tuple => "(" + string.Join(", ", tuple.TupleElements.Select(static e => Plain(e.Type))) + ")",
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable => Plain(nullable.TypeArguments[0]) + "?",
        INamedTypeSymbol { IsGenericType: true, IsUnboundGenericType: false } generic => PlainGeneric(generic),
        _ => type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(_full),
    };

    /// <summary>Namespace, containing types and name as metadata has them.</summary>
    public static string Metadata(INamedTypeSymbol type) => type switch
    {
        { ContainingType: { } outer } => Metadata(outer) + "+" + type.MetadataName,
        { ContainingNamespace.IsGlobalNamespace: false } => type.ContainingNamespace.ToDisplayString() + "." + type.MetadataName,
        _ => type.MetadataName,
    };

    /// <summary>A readable part of an identifier.</summary>
    public static string Readable(ITypeSymbol type) => Identifiers.Sanitize(type switch
    {
        IArrayTypeSymbol array => Readable(array.ElementType) + "Array",
        INamedTypeSymbol { IsTupleType: true } => "Tuple",
        INamedTypeSymbol { IsGenericType: true } generic => generic.Name + "Of" + string.Concat(generic.TypeArguments.Select(Readable)),
        _ => type.Name,
    });

    private static string PlainArray(IArrayTypeSymbol array)
    {
        StringBuilder ranks = new();
        ITypeSymbol element = array;
        for (; element is IArrayTypeSymbol next; element = next.ElementType) ranks.Append('[').Append(',', next.Rank - 1).Append(']');
        return Plain(element) + ranks;
    }

    private static string PlainGeneric(INamedTypeSymbol type)
    {
        string outer = type.ContainingType is { } containing ? Plain(containing) + "."
            : type.ContainingNamespace.IsGlobalNamespace ? "global::"
            : type.ContainingNamespace.ToDisplayString(_full) + ".";
        string arguments = type.TypeArguments.Length == 0 ? "" : "<" + string.Join(", ", type.TypeArguments.Select(Plain)) + ">";
        return outer + Identifiers.Escape(type.Name) + arguments;
    }
}
