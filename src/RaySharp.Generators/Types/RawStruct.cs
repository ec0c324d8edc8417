using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaySharp.Generators.Types;

/// <summary>Structs that may travel as they lie in memory: no padding, no invalid bit patterns, nothing that a constructor guards.</summary>
internal static class RawStruct
{
    /// <summary>What the bytes are made of; null if the struct has to be sent member by member.</summary>
    public static string? Wire(INamedTypeSymbol type) => Layout(type) is { } layout ? layout.Wire : null;

    private static (int Size, int Alignment, string Wire)? Layout(INamedTypeSymbol type)
    {
        if (type is not { TypeKind: TypeKind.Struct, IsUnmanagedType: true, IsRefLikeType: false, IsTupleType: false }) return null;
        if (!IsPlain(type)) return null;
        int offset = 0, alignment = 1;
        List<string> wires = [];
        foreach (var field in type.GetMembers().OfType<IFieldSymbol>().Where(static f => !f.IsStatic))
        {
            if (!IsOpen(field) || Primitive(field.Type) is not var (size, fieldAlignment, wire) || offset % fieldAlignment != 0) return null;
            offset += size;
            alignment = Math.Max(alignment, fieldAlignment);
            wires.Add((field.AssociatedSymbol?.Name ?? field.Name) + ":" + wire);
        }
        return offset > 0 && offset % alignment == 0 ? (offset, alignment, "raw{" + string.Join(",", wires) + "}") : null;
    }

    /// <summary>One declaration gives the fields' order; attributes on it may change the layout; a constructor of its own may refuse values.</summary>
    private static bool IsPlain(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.Length == 1
        && type.GetAttributes().All(static a => a.AttributeClass?.Name is not ("StructLayoutAttribute" or "InlineArrayAttribute"))
        && type.InstanceConstructors.All(static c => c.IsImplicitlyDeclared || c.DeclaringSyntaxReferences.All(static r => r.GetSyntax() is TypeDeclarationSyntax));

    private static bool IsOpen(IFieldSymbol field) => field switch
    {
        { IsFixedSizeBuffer: true } => false,
        { AssociatedSymbol: IPropertySymbol property } => property is { DeclaredAccessibility: Accessibility.Public, SetMethod.DeclaredAccessibility: Accessibility.Public },
        _ => field is { DeclaredAccessibility: Accessibility.Public, IsReadOnly: false },
    };

    private static (int Size, int Alignment, string Wire)? Primitive(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol named) return null;
        int size = (named.EnumUnderlyingType ?? named).SpecialType switch
        {
            SpecialType.System_Byte or SpecialType.System_SByte => 1,
            SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Char => 2,
            SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single => 4,
            SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Double => 8,
            _ => 0,
        };
        return size > 0 ? (size, size, TypeNames.Plain(named.EnumUnderlyingType ?? named)) : Layout(named);
    }
}
