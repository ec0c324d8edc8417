using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace RaySharp.Generators.Diagnostics;

/// <summary>Something to report; made by the parsers, which the generator and the analyzers share.</summary>
internal sealed class Problem(DiagnosticDescriptor rule, ISymbol where, params object[] arguments)
{
    public DiagnosticDescriptor Rule { get; } = rule;

    public bool IsError => Rule.DefaultSeverity == DiagnosticSeverity.Error;

    public Diagnostic ToDiagnostic(Location fallback) => Diagnostic.Create(Rule, Place(where) ?? fallback, arguments);

    public Diagnostic ToDiagnosticAt(Location place) => Diagnostic.Create(Rule, place, arguments);

    private static Location? Place(ISymbol symbol)
    {
        foreach (var location in symbol.Locations)
        {
            if (location.IsInSource) return location;
        }
        return null;
    }
}

internal static class ProblemList
{
    public static void Report(this List<Problem> problems, DiagnosticDescriptor rule, ISymbol where, params object[] arguments) =>
        problems.Add(new Problem(rule, where, arguments));
}
