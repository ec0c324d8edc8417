using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RaySharp.Generators.Diagnostics;

namespace RaySharp.Generators.Analyzers;

/// <summary>Ids are hashes: two methods of an assembly must not have the same one.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class IdAnalyzer : RemoteAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.SameId];

    private protected override void Register(AnalysisContext context) => context.RegisterCompilationStartAction(static start =>
    {
        var methods = MethodCollector.Begin(start);
        start.RegisterCompilationEndAction(c => Compare(c, methods));
    });

    private static void Compare(CompilationAnalysisContext context, MethodCollector methods)
    {
        foreach (var same in methods.All.GroupBy(static m => m.Method.Id).Where(static g => g.Count() > 1))
        {
            var (first, second) = (same.First(), same.ElementAt(1));
            string id = same.Key.ToString("x16", CultureInfo.InvariantCulture);
            context.ReportDiagnostic(new Problem(Rules.SameId, first.Symbol, first.Method.Display, second.Method.Display, id).ToDiagnostic(Location.None));
        }
    }
}
