using System.Linq;
using Microsoft.CodeAnalysis;

namespace RaySharp.Generators.Types;

/// <summary>Objections to a type as a whole, before its members are looked at.</summary>
internal static class Sendability
{
    /// <summary>What to do about the type, or null if its members decide.</summary>
    public static string? Objection(INamedTypeSymbol type, CodecCatalog catalog)
    {
        if (type.SpecialType is SpecialType.System_IntPtr or SpecialType.System_UIntPtr) return Advice.NativeInteger;
        if (type.SpecialType == SpecialType.System_Object) return Advice.Concrete;
        if (type.TypeKind == TypeKind.Delegate) return Advice.Delegate;
        if (type.IsRefLikeType) return Advice.RefStruct;
        if (KnownTypes.IsCancellationToken(type)) return Advice.Token;
        if (IsAwaited(type)) return Advice.AsyncResult;
        if (type.IsTupleType || IsTuple(type)) return null;
        if (CodecCatalog.Attributes(type, "RayActorAttribute").Any()) return Advice.Actor;
        if (KnownTypes.IsRuntime(type)) return Advice.Runtime;
        bool named = catalog.IsNamed(type);
        if (!named && KnownTypes.IsFramework(type) && IsElsewhere(type, catalog)) return type.TypeKind == TypeKind.Interface || type.IsAbstract ? Advice.InTask : Advice.Framework;
        if (CodecCatalog.Derived(type).Count > 0) return null;
        if (type.TypeKind == TypeKind.Interface || type.IsAbstract) return IsElsewhere(type, catalog) ? Advice.InTask : Advice.Base;
        if (!named && Implements(type, catalog.Known.Disposable, catalog.Known.AsyncDisposable)) return Advice.Resource;
        if (type.AllInterfaces.Any(static i => i.SpecialType == SpecialType.System_Collections_IEnumerable)) return Advice.Collection;
        if (type.TypeKind == TypeKind.Class && Bases(type).Any(KnownTypes.IsFramework)) return Advice.DerivesFromFramework;
        return null;
    }

    /// <summary>What to do if generated code cannot name the type; its type arguments are asked about by themselves.</summary>
    public static string? Hidden(INamedTypeSymbol type, CodecCatalog catalog)
    {
        if (type.IsFileLocal) return Advice.FileLocal;
        return IsAccessible(type.OriginalDefinition, catalog.Assembly) ? null : Advice.Hidden;
    }

    public static bool IsTuple(INamedTypeSymbol type) =>
        type.Name is "Tuple" or "ValueTuple" && type.Arity > 0 && type.ContainingNamespace is { Name: "System", ContainingNamespace.IsGlobalNamespace: true };

    public static bool IsAccessible(ITypeSymbol type, IAssemblySymbol from)
    {
        if (type is IArrayTypeSymbol array) return IsAccessible(array.ElementType, from);
        for (ISymbol? symbol = type; symbol is INamedTypeSymbol; symbol = symbol.ContainingType)
        {
            bool sameAssembly = SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, from)
                || symbol.ContainingAssembly?.GivesAccessTo(from) == true;
            bool visible = symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.NotApplicable
                || (sameAssembly && symbol.DeclaredAccessibility is Accessibility.Internal or Accessibility.ProtectedOrInternal);
            if (!visible) return false;
        }
        return type is not INamedTypeSymbol named || named.TypeArguments.All(a => IsAccessible(a, from));
    }

    private static bool IsAwaited(INamedTypeSymbol type) =>
        KnownTypes.IsTask(type, type.Arity) || KnownTypes.IsValueTask(type, type.Arity) || KnownTypes.IsAsyncEnumerable(type);

    private static bool IsElsewhere(INamedTypeSymbol type, CodecCatalog catalog) =>
        !SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, catalog.Assembly);

    private static bool Implements(INamedTypeSymbol type, params INamedTypeSymbol?[] interfaces) =>
        type.AllInterfaces.Any(i => interfaces.Contains(i, SymbolEqualityComparer.Default));

    private static System.Collections.Generic.IEnumerable<INamedTypeSymbol> Bases(INamedTypeSymbol type)
    {
        for (var current = type.BaseType; current is not null && current.SpecialType != SpecialType.System_Object; current = current.BaseType) yield return current;
    }
}
