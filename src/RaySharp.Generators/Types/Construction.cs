using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace RaySharp.Generators.Types;

/// <summary>How an object is made again of its members.</summary>
/// <param name="Members">Those that travel, in order.</param>
/// <param name="Expression">Makes the object of the locals member0, member1, ...</param>
internal sealed record Construction(IReadOnlyList<DataMember> Members, string Expression)
{
    /// <summary>The public constructor that takes most members; what it leaves must be settable.</summary>
    /// <param name="offending">The member that cannot be restored; null if there are no members to restore.</param>
    public static Construction? Find(INamedTypeSymbol type, CodecCatalog catalog, out string? offending)
    {
        var members = DataMember.Of(type);
        offending = null;
        if (members.Count == 0 && type.GetMembers().OfType<IFieldSymbol>().Any(static f => !f.IsStatic)) return null;
        string? firstOffending = null;
        foreach (var constructor in Candidates(type, catalog))
        {
            if (Match(constructor, members) is not { } taken) continue;
            if (Unrestored(members, taken) is { } lost) firstOffending ??= lost;
            else return Make(type, constructor, members, taken);
        }
        offending = firstOffending ?? members.FirstOrDefault(static m => m.IsStored)?.Name ?? members.FirstOrDefault()?.Name;
        return null;
    }

    private static IEnumerable<IMethodSymbol> Candidates(INamedTypeSymbol type, CodecCatalog catalog) => type.InstanceConstructors
        .Where(c => c.DeclaredAccessibility == Accessibility.Public
            || (c.DeclaredAccessibility is Accessibility.Internal or Accessibility.ProtectedOrInternal
                && SymbolEqualityComparer.Default.Equals(c.ContainingAssembly, catalog.Assembly)))
        .Where(c => c.Parameters.Length != 1 || !SymbolEqualityComparer.Default.Equals(c.Parameters[0].Type, type))
        .OrderByDescending(static c => c.DeclaredAccessibility == Accessibility.Public)
        .ThenByDescending(static c => c.Parameters.Length)
        .ThenBy(static c => c.ToDisplayString(), StringComparer.Ordinal);

    /// <summary>The members that a constructor takes, in its order; null if it wants something else.</summary>
    private static IReadOnlyList<DataMember>? Match(IMethodSymbol constructor, IReadOnlyList<DataMember> members)
    {
        List<DataMember> taken = [];
        foreach (var parameter in constructor.Parameters)
        {
            var member = members.FirstOrDefault(m => m.Name == parameter.Name)
                ?? members.FirstOrDefault(m => string.Equals(m.Name, parameter.Name, StringComparison.OrdinalIgnoreCase));
            if (member is null || parameter.RefKind is not (RefKind.None or RefKind.In) || !SymbolEqualityComparer.Default.Equals(member.Type, parameter.Type)) return null;
            taken.Add(member);
        }
        return taken;
    }

    private static string? Unrestored(IReadOnlyList<DataMember> members, IReadOnlyList<DataMember> taken) =>
        members.FirstOrDefault(m => m is { CanSet: false, IsStored: true } && !taken.Contains(m))?.Name;

    private static Construction Make(INamedTypeSymbol type, IMethodSymbol constructor, IReadOnlyList<DataMember> all, IReadOnlyList<DataMember> taken)
    {
        bool setsRequired = constructor.GetAttributes().Any(static a => a.AttributeClass?.Name == "SetsRequiredMembersAttribute");
        DataMember[] travelling = [.. all.Where(m => m.CanSet || taken.Contains(m))];
        var set = travelling.Where(m => !taken.Contains(m) || (m.IsRequired && !setsRequired)).ToArray();
        string Local(DataMember member) => "member" + Array.IndexOf(travelling, member).ToString(CultureInfo.InvariantCulture);
        string arguments = string.Join(", ", taken.Select(Local));
        string initializer = set.Length == 0 ? "" : " { " + string.Join(", ", set.Select(m => $"{m.Access} = {Local(m)}")) + " }";
        return new Construction(travelling, $"new {TypeNames.Plain(type)}({arguments}){initializer}");
    }
}
