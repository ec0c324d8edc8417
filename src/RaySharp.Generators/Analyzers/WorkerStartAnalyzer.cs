using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RaySharp.Generators.Diagnostics;
using RaySharp.Generators.Parsing;
using RaySharp.Generators.Types;

namespace RaySharp.Generators.Analyzers;

/// <summary>Methods with [RayWorkerStart].</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WorkerStartAnalyzer : RemoteAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.WorkerStart];

    private protected override void Register(AnalysisContext context) => context.RegisterSymbolAction(Check, SymbolKind.Method);

    private static void Check(SymbolAnalysisContext context)
    {
        if (RemoteAttributes.WorkerStart(context.Symbol) is null) return;
        List<Problem> problems = [];
        _ = WorkerStartParser.Parse((IMethodSymbol)context.Symbol, CodecCatalog.Of(context.Compilation), problems);
        Report(context, problems);
    }
}
