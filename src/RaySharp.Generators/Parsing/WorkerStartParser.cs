using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using RaySharp.Generators.Diagnostics;
using RaySharp.Generators.Foundation;
using RaySharp.Generators.Models;
using RaySharp.Generators.Types;

namespace RaySharp.Generators.Parsing;

/// <summary>Reads a method with [RayWorkerStart].</summary>
internal static class WorkerStartParser
{
    public static WorkerStartModel? Parse(IMethodSymbol method, CodecCatalog catalog, List<Problem> problems)
    {
        if (Objection(method, catalog) is { } objection)
        {
            problems.Report(Rules.WorkerStart, method, TypeNames.ForPeople(method.ContainingType) + "." + method.Name, objection, method.Name);
            return null;
        }
        return new WorkerStartModel(
            TypeNames.Plain(method.ContainingType) + "." + Identifiers.Escape(method.Name),
            !method.ReturnsVoid,
            KnownTypes.IsValueTask(method.ReturnType, 0));
    }

    private static string? Objection(IMethodSymbol method, CodecCatalog catalog)
    {
        if (!method.IsStatic) return "it is not static";
        if (method.Arity > 0 || method.ContainingType.IsGenericType) return "it is generic";
        if (method.Parameters.Length > 0) return "it takes parameters, and nobody could give them";
        if (!method.ReturnsVoid && !KnownTypes.IsTask(method.ReturnType, 0) && !KnownTypes.IsValueTask(method.ReturnType, 0)) return "it returns a value, and nobody could take it";
        if (method is { ReturnsVoid: true, IsAsync: true }) return "it is 'async void', whose end nobody can see";
        bool isVisible = method.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal;
        return isVisible && Sendability.IsAccessible(method.ContainingType, catalog.Assembly) ? null : "generated code cannot name it";
    }
}
