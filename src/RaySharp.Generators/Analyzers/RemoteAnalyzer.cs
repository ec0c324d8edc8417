using System.Collections.Generic;
using Microsoft.CodeAnalysis.Diagnostics;
using RaySharp.Generators.Diagnostics;

namespace RaySharp.Generators.Analyzers;

/// <summary>What all analyzers have in common.</summary>
public abstract class RemoteAnalyzer : DiagnosticAnalyzer
{
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        Register(context);
    }

    private protected abstract void Register(AnalysisContext context);

    private protected static void Report(SymbolAnalysisContext context, List<Problem> problems)
    {
        foreach (var problem in problems) context.ReportDiagnostic(problem.ToDiagnostic(context.Symbol.Locations[0]));
    }
}
