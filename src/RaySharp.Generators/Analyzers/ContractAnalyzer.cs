using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RaySharp.Generators.Diagnostics;

namespace RaySharp.Generators.Analyzers;

/// <summary>Holds the remote methods against RayContracts.txt, where a project has one.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ContractAnalyzer : RemoteAnalyzer
{
    /// <summary>The diagnostics' property that holds the line to write.</summary>
    public const string LineProperty = "Line";

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.ContractChanged, Rules.ContractGone, Rules.NotRecorded];

    private protected override void Register(AnalysisContext context) => context.RegisterCompilationStartAction(static start =>
    {
        if (ContractFile.Find(start.Options.AdditionalFiles) is not { } file) return;
        var methods = MethodCollector.Begin(start);
        start.RegisterCompilationEndAction(c => Compare(c, methods, file));
    });

    private static void Compare(CompilationAnalysisContext context, MethodCollector methods, AdditionalText file)
    {
        if (file.GetText(context.CancellationToken) is not { } text) return;
        var recorded = ContractFile.Parse(text).GroupBy(static l => l.Id).ToDictionary(static g => g.Key, static g => g.First());
        foreach (var (method, symbol) in methods.All.Where(static m => !m.Method.IsRefused))
        {
            string line = ContractFile.Line(method);
            bool isKnown = recorded.TryGetValue(ContractFile.Id(method), out var known);
            recorded.Remove(ContractFile.Id(method));
            if (isKnown && known.Shape == ContractFile.Shape(method)) continue;
            var place = symbol.Locations.FirstOrDefault(static l => l.IsInSource) ?? Location.None;
            context.ReportDiagnostic(Diagnostic.Create(
                isKnown ? Rules.ContractChanged : Rules.NotRecorded, place, ImmutableDictionary<string, string?>.Empty.Add(LineProperty, line), method.Display, line));
        }
        foreach (var gone in recorded.Values.OrderBy(static l => l.Span.Start))
            context.ReportDiagnostic(Diagnostic.Create(Rules.ContractGone, Location.Create(file.Path, gone.Span, text.Lines.GetLinePositionSpan(gone.Span)), gone.Name));
    }
}
