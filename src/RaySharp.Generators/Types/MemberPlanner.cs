using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using RaySharp.Generators.Foundation;
using RaySharp.Generators.Models;

namespace RaySharp.Generators.Types;

/// <summary>Plans the codec of a tuple, record, class or struct: its members one after another.</summary>
internal static class MemberPlanner
{
    /// <summary>What the bytes are made of, or null if the type cannot travel.</summary>
    public static string? Plan(INamedTypeSymbol type, string name, CodecCatalog catalog, ShapeResolver resolver)
    {
        if (type.IsTupleType) return PlanTuple(type, name, resolver);
        if (Construction.Find(type, catalog, out string? offending) is not { } construction)
        {
            resolver.Refuse(type, offending is null ? Advice.PrivateState : Advice.NoConstructor(offending));
            return null;
        }
        return PlanMembers(type, name, construction.Members.Select(static m => (m.Name, m.Access, m.Type)), construction.Expression, resolver);
    }

    private static string? PlanTuple(INamedTypeSymbol type, string name, ShapeResolver resolver)
    {
        var items = type.TupleElements.Select(static (element, i) => ($"Item{Number(i + 1)}", $"Item{Number(i + 1)}", element.Type));
        string construction = "(" + string.Join(", ", type.TupleElements.Select(static (_, i) => "member" + Number(i))) + ")";
        return PlanMembers(type, name, items, construction, resolver);
    }

    private static string? PlanMembers(
        INamedTypeSymbol type, string name, IEnumerable<(string Name, string Access, ITypeSymbol Type)> members, string construction, ShapeResolver resolver)
    {
        List<CodecMember> planned = [];
        List<string> wires = [];
        foreach (var (memberName, access, memberType) in members)
        {
            if (resolver.VisitMember(type, memberName, memberType) is not { } part) return null;
            planned.Add(new CodecMember(access, TypeNames.Plain(memberType), part.Codec));
            wires.Add(memberName + ":" + part.Wire);
        }
        resolver.Add(new CodecModel(
            name, TypeNames.Plain(type), TypeNames.ForPeople(type), CodecKind.Members, type.IsReferenceType,
            IsOpen: type is { IsReferenceType: true, IsSealed: false }, planned.ToEquatable(), construction, default));
        return (type.IsReferenceType ? "class{" : "{") + string.Join(",", wires) + "}";
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
