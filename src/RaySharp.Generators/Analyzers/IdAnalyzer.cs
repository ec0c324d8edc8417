using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RaySharp.Generators.Diagnostics;
using RaySharp.Generators.Models;
using RaySharp.Generators.Parsing;
using RaySharp.Generators.Types;

namespace RaySharp.Generators.Analyzers;

/// <summary>Ids are hashes: two methods of an assembly must not have the same one.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class IdAnalyzer : RemoteAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.SameId];

    private protected override void Register(AnalysisContext context) => context.RegisterCompilationStartAction(static start =>
    {
        ConcurrentBag<(ulong Id, string Name, ISymbol Symbol)> seen = [];
        start.RegisterSymbolAction(c => Collect(c, seen), SymbolKind.Method, SymbolKind.NamedType);
        start.RegisterCompilationEndAction(c => Compare(c, seen));
    });

    private static void Collect(SymbolAnalysisContext context, ConcurrentBag<(ulong Id, string Name, ISymbol Symbol)> seen)
    {
        var catalog = CodecCatalog.Of(context.Compilation);
        List<Problem> ignored = [];
        if (context.Symbol is IMethodSymbol method && RemoteAttributes.Remote(method) is not null)
        {
            if (TaskParser.Parse(method, catalog, ignored) is { } task) seen.Add((task.Method.Id, task.Method.Display, method));
        }
        else if (context.Symbol is INamedTypeSymbol type && RemoteAttributes.Actor(type) is not null)
        {
            var actor = ActorParser.Parse(type, catalog, ignored);
            foreach (MethodModel model in actor.Creations.Concat(actor.Methods)) seen.Add((model.Id, model.Display, type));
        }
    }

    private static void Compare(CompilationAnalysisContext context, IEnumerable<(ulong Id, string Name, ISymbol Symbol)> seen)
    {
        foreach (var same in seen.GroupBy(static s => s.Id).Where(static g => g.Count() > 1))
        {
            var all = same.OrderBy(static s => s.Name, System.StringComparer.Ordinal).ToList();
            string id = same.Key.ToString("x16", CultureInfo.InvariantCulture);
            context.ReportDiagnostic(new Problem(Rules.SameId, all[0].Symbol, all[0].Name, all[1].Name, id).ToDiagnostic(Location.None));
        }
    }
}
