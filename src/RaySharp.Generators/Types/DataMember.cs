using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using RaySharp.Generators.Foundation;

namespace RaySharp.Generators.Types;

/// <summary>A public property or field that holds a part of an object.</summary>
/// <param name="IsStored">Whether it has memory of its own, as far as we can see.</param>
internal sealed record DataMember(string Name, ITypeSymbol Type, bool CanSet, bool IsRequired, bool IsStored)
{
    public string Access => Identifiers.Escape(Name);

    /// <summary>The members of a type and its bases, in one order everywhere, whichever file they stand in.</summary>
    public static IReadOnlyList<DataMember> Of(INamedTypeSymbol type)
    {
        Dictionary<string, DataMember> members = [];
        for (var current = type; IsLookedAt(current); current = current.BaseType)
        {
            foreach (var member in current!.GetMembers().Where(static m => m is { IsStatic: false, DeclaredAccessibility: Accessibility.Public }))
            {
                if (Make(member) is { } data && !members.ContainsKey(data.Name)) members.Add(data.Name, data);
            }
        }
        return [.. members.Values.OrderBy(static m => m.Name, System.StringComparer.Ordinal)];
    }

    private static bool IsLookedAt(INamedTypeSymbol? type) =>
        type is not null && type.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType);

    private static DataMember? Make(ISymbol member) => member switch
    {
        IFieldSymbol { IsImplicitlyDeclared: false, IsFixedSizeBuffer: false } field =>
            new DataMember(field.Name, field.Type, !field.IsReadOnly, field.IsRequired, IsStored: true),
        IPropertySymbol { IsIndexer: false, GetMethod.DeclaredAccessibility: Accessibility.Public } property =>
            new DataMember(property.Name, property.Type, property.SetMethod?.DeclaredAccessibility == Accessibility.Public, property.IsRequired, IsAuto(property)),
        _ => null,
    };

    private static bool IsAuto(IPropertySymbol property) =>
        property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(f => SymbolEqualityComparer.Default.Equals(f.AssociatedSymbol, property));
}
