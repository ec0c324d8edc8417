using Microsoft.CodeAnalysis;
using RaySharp.Generators.Parsing;

namespace RaySharp.Generators.Analyzers;

/// <summary>Tells whether code runs on a worker.</summary>
internal static class RemoteContext
{
    /// <summary>The name of the remote method or actor that the code belongs to; null if it is neither.</summary>
    public static string? Of(ISymbol containing)
    {
        if (containing is not IMethodSymbol method) return null;
        bool isRemote = RemoteAttributes.Remote(method) is not null || (method.ContainingType is { } type && RemoteAttributes.Actor(type) is not null);
        return isRemote ? method.ContainingType.Name + "." + (method.MethodKind == MethodKind.Constructor ? method.ContainingType.Name : method.Name) : null;
    }
}
