using Microsoft.CodeAnalysis;

namespace RaySharp.Generators.Types;

/// <summary>Tells types by name: one compilation may see several copies of an assembly.</summary>
internal sealed class KnownTypes(Compilation compilation)
{
    public INamedTypeSymbol? Disposable { get; } = compilation.GetSpecialType(SpecialType.System_IDisposable);

    public INamedTypeSymbol? AsyncDisposable { get; } = compilation.GetTypeByMetadataName("System.IAsyncDisposable");

    public static bool IsOurs(INamedTypeSymbol type) =>
        type.ContainingNamespace is { Name: "RaySharp", ContainingNamespace.IsGlobalNamespace: true };

    public static bool Is(ITypeSymbol? type, string ns, string name, int arity = 0) =>
        type is INamedTypeSymbol named && named.Name == name && named.Arity == arity && named.ContainingType is null
        && named.ContainingNamespace.ToDisplayString() == ns;

    public static bool IsCancellationToken(ITypeSymbol type) => Is(type, "System.Threading", "CancellationToken");

    public static bool IsTask(ITypeSymbol type, int arity) => Is(type, "System.Threading.Tasks", "Task", arity);

    public static bool IsValueTask(ITypeSymbol type, int arity) => Is(type, "System.Threading.Tasks", "ValueTask", arity);

    public static bool IsAsyncEnumerable(ITypeSymbol type) => Is(type, "System.Collections.Generic", "IAsyncEnumerable", 1);

    public static bool IsObjectRef(ITypeSymbol type, int arity) => Is(type, "RaySharp", "ObjectRef", arity);

    public static bool IsRuntime(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (Is(type, "RaySharp", "RayRuntime")) return true;
        }
        return false;
    }

    public static bool IsActorHandle(ITypeSymbol type) => Is(type, "RaySharp", "ActorHandle", 1);

    /// <summary>Whether the type comes with .NET: such types are data only where we know them.</summary>
    public static bool IsFramework(ITypeSymbol type) => type.ContainingAssembly?.Name is { } name
        && (name.StartsWith("System.", System.StringComparison.Ordinal) || name.StartsWith("Microsoft.", System.StringComparison.Ordinal)
            || name is "System" or "mscorlib" or "netstandard" or "WindowsBase");
}
