using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using RaySharp.Generators.Foundation;
using RaySharp.Generators.Models;

namespace RaySharp.Generators.Types;

/// <summary>Plans the codec of a base or interface whose derived types are a closed set: a tag by position, then the value.</summary>
internal static class UnionPlanner
{
    private const int Itself = 1;
    private const int FirstDerived = 2;

    /// <summary>What the bytes are made of, or null if one of the types cannot travel.</summary>
    public static string? Plan(INamedTypeSymbol type, string name, IReadOnlyList<INamedTypeSymbol> derived, CodecCatalog catalog, ShapeResolver resolver)
    {
        List<UnionCase> cases = [];
        List<string> wires = [];
        if (type is { TypeKind: TypeKind.Class, IsAbstract: false })
        {
            if (MemberPlanner.Plan(type, name + "_Itself", catalog, resolver) is not { } wire) return null;
            cases.Add(new UnionCase(Itself, TypeNames.Plain(type), $"{catalog.CodecsClass}.{name}_Itself", IsExact: true));
            wires.Add(wire);
        }
        foreach (var (candidate, position) in derived.Select(static (d, i) => (d, i)))
        {
            if (!DerivesFrom(candidate, type))
            {
                resolver.Refuse(type, Advice.NotDerived(TypeNames.ForPeople(candidate)));
                return null;
            }
            if (resolver.VisitMember(type, TypeNames.ForPeople(candidate), candidate) is not { } part) return null;
            bool isExact = candidate.TypeKind == TypeKind.Class && CodecCatalog.Derived(candidate).Count == 0;
            cases.Add(new UnionCase(position + FirstDerived, TypeNames.Plain(candidate), part.Codec, isExact));
            wires.Add(part.Wire);
        }
        resolver.Add(new CodecModel(
            name, TypeNames.Plain(type), TypeNames.ForPeople(type), CodecKind.Union, IsReference: true, IsOpen: false, default, "", cases.ToEquatable()));
        return "union<" + string.Join("|", wires) + ">";
    }

    private static bool DerivesFrom(INamedTypeSymbol candidate, INamedTypeSymbol type)
    {
        for (var current = candidate.BaseType; current is not null; current = current.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(current, type)) return true;
        }
        return candidate.AllInterfaces.Contains(type, SymbolEqualityComparer.Default);
    }
}
