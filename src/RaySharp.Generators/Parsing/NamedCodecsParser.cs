using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using RaySharp.Generators.Diagnostics;
using RaySharp.Generators.Models;
using RaySharp.Generators.Types;

namespace RaySharp.Generators.Parsing;

/// <summary>Reads what [RaySerializable] and [RayCodec] name.</summary>
internal static class NamedCodecsParser
{
    private static readonly NamedCodecsModel _none = new(default, default);

    public static NamedCodecsModel Type(INamedTypeSymbol type, CodecCatalog catalog, List<Problem> problems)
    {
        // An open generic type has a codec per set of arguments, made where a signature closes it.
        return type.IsGenericType ? _none : Collect([type], catalog, problems, catalog.Assembly);
    }

    public static NamedCodecsModel Named(ImmutableArray<AttributeData> attributes, CodecCatalog catalog, List<Problem> problems) => Collect(
        attributes.Select(static a => a.ConstructorArguments.FirstOrDefault().Value).OfType<ITypeSymbol>().Where(static t => t is not INamedTypeSymbol { IsUnboundGenericType: true }),
        catalog, problems, catalog.Assembly);

    public static NamedCodecsModel HandWritten(ImmutableArray<AttributeData> attributes, CodecCatalog catalog, List<Problem> problems)
    {
        List<ITypeSymbol> types = [];
        foreach (var attribute in attributes)
        {
            if (attribute.ConstructorArguments.Length != 2) continue;
            if (attribute.ConstructorArguments[0].Value is not INamedTypeSymbol type || attribute.ConstructorArguments[1].Value is not INamedTypeSymbol codec) continue;
            if (Objection(type, codec, catalog) is { } objection) problems.Report(Rules.BadCodec, catalog.Assembly, TypeNames.ForPeople(codec), TypeNames.ForPeople(type), objection);
            else if (!type.IsUnboundGenericType) types.Add(type);
        }
        return Collect(types, catalog, problems, catalog.Assembly);
    }

    private static string? Objection(INamedTypeSymbol type, INamedTypeSymbol codec, CodecCatalog catalog)
    {
        if (codec.TypeKind != TypeKind.Struct) return "it is not a struct. Make it an empty struct.";
        if (!Sendability.IsAccessible(codec.OriginalDefinition, catalog.Assembly)) return "generated code must name it. Make it internal or public.";
        if (type.IsUnboundGenericType != codec.IsUnboundGenericType || type.Arity != codec.Arity) return "one is generic and the other is not, or they have different type parameters.";
        bool implements = codec.OriginalDefinition.AllInterfaces.Any(i => KnownTypes.Is(i, "RaySharp.Codecs", "ICodec", 1)
            && SymbolEqualityComparer.Default.Equals(i.TypeArguments[0].OriginalDefinition, type.OriginalDefinition));
        return implements ? null : $"it does not implement ICodec<{TypeNames.ForPeople(type)}>.";
    }

    private static NamedCodecsModel Collect(IEnumerable<ITypeSymbol> types, CodecCatalog catalog, List<Problem> problems, ISymbol where)
    {
        CodecUses uses = new(catalog, problems);
        foreach (var type in types)
        {
            var shape = catalog.Shape(type);
            if (shape.Problem is { } problem)
            {
                string place = problem.Path is "" ? "" : problem.Path is "[]" ? $"it has elements of type '{problem.Type}'. " : $"'{problem.Path}' is of type '{problem.Type}', which cannot be sent. ";
                problems.Report(Rules.NamedUnserializable, type.Locations.Any(static l => l.IsInSource) ? type : where, TypeNames.ForPeople(type), place, problem.Advice);
            }
            uses.Take(shape);
        }
        return new NamedCodecsModel(uses.Codecs, uses.Mentions);
    }
}
