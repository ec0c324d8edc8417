using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using RaySharp.Generators.Diagnostics;
using RaySharp.Generators.Foundation;
using RaySharp.Generators.Models;
using RaySharp.Generators.Types;

namespace RaySharp.Generators.Parsing;

/// <summary>Reads a class with [RayActor].</summary>
internal static class ActorParser
{
    private static readonly string[] _handleMembers = ["Id", "Release", "Entry", "Equals", "GetHashCode", "ToString", "GetType", "MemberwiseClone", "Finalize"];

    public static ActorModel Parse(INamedTypeSymbol type, CodecCatalog catalog, List<Problem> problems)
    {
        CodecUses uses = new(catalog, problems);
        var owner = OwnerParser.Parse(type, catalog);
        var creations = Creations(type, problems).Select(c => MethodParser.Parse(c, type, uses, problems)).ToList();
        List<MethodModel> methods = [];
        bool isAsync = false;
        foreach (var method in PublicMethods(type))
        {
            var model = MethodParser.Parse(method, type, uses, problems);
            bool taken = _handleMembers.Contains(method.Name);
            if (taken) problems.Report(Rules.HandleMember, method, TypeNames.ForPeople(type) + "." + method.Name, method.Name);
            else methods.Add(model with { Accessibility = "public" });
            isAsync |= model.Result.Timing != ResultTiming.Now || model.Result.Kind == ResultKind.Stream;
        }
        bool isRefused = !owner.CanRun || creations.Count == 0;
        string options = AttributeOptions.Parse(RemoteAttributes.Actor(type), type, problems);
        ulong id = StableHash.Of($"{type.ContainingAssembly.Name}|{TypeNames.Metadata(type)}");
        return new ActorModel(
            owner, id, options, isAsync, isRefused, Ordered(creations, isRefused), Ordered(methods, isRefused), uses.Codecs, uses.Mentions);
    }

    /// <summary>The methods that a handle has: public ones, of base classes too, but neither Dispose nor what every object has.</summary>
    public static IEnumerable<IMethodSymbol> PublicMethods(INamedTypeSymbol type)
    {
        HashSet<string> seen = [];
        for (var current = type; current is not null && current.SpecialType != SpecialType.System_Object; current = current.BaseType)
        {
            if (!SymbolEqualityComparer.Default.Equals(current, type) && KnownTypes.IsFramework(current)) yield break;
            foreach (var method in current.GetMembers().OfType<IMethodSymbol>().Where(IsCallable))
            {
                string signature = method.Name + "(" + string.Join(",", method.Parameters.Select(static p => TypeNames.Plain(p.Type))) + ")";
                if (seen.Add(signature)) yield return method;
            }
        }
    }

    public static bool IsCallable(IMethodSymbol method) =>
        method is { MethodKind: MethodKind.Ordinary, IsStatic: false, DeclaredAccessibility: Accessibility.Public, IsImplicitlyDeclared: false }
        && !(method.Name is "Dispose" or "DisposeAsync" && method.Parameters.Length == 0)
        && !OverridesObject(method);

    private static bool OverridesObject(IMethodSymbol method)
    {
        for (var current = method.OverriddenMethod; current is not null; current = current.OverriddenMethod)
        {
            if (current.ContainingType.SpecialType == SpecialType.System_Object) return true;
        }
        return false;
    }

    private static IReadOnlyList<IMethodSymbol> Creations(INamedTypeSymbol type, List<Problem> problems)
    {
        string name = TypeNames.ForPeople(type);
        if (type.IsStatic || type.IsAbstract)
        {
            problems.Report(Rules.NoCreation, type, name, $"it is {(type.IsStatic ? "static" : "abstract")}, so no object of it can live. Mark the classes that objects are made of.");
            return [];
        }
        var factories = type.GetMembers().OfType<IMethodSymbol>().Where(m => MethodParser.IsFactory(m, type)).ToList();
        if (factories.Count > 0) return factories;
        var constructors = type.InstanceConstructors.Where(static c => c.DeclaredAccessibility == Accessibility.Public && !IsCopy(c)).ToList();
        if (constructors.Count == 0)
            problems.Report(Rules.NoCreation, type, name, $"it has neither a public constructor nor a 'static Task<{type.Name}> CreateAsync(...)'. Add one.");
        return constructors;
    }

    private static bool IsCopy(IMethodSymbol constructor) =>
        constructor.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, constructor.ContainingType);

    private static EquatableArray<MethodModel> Ordered(IEnumerable<MethodModel> methods, bool isRefused) =>
        methods.OrderBy(static m => m).Select(m => isRefused ? m with { IsRefused = true } : m).ToEquatable();
}
