using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RaySharp.Generators.Diagnostics;
using RaySharp.Generators.Models;
using RaySharp.Generators.Parsing;
using RaySharp.Generators.Types;

namespace RaySharp.Generators.Analyzers;

/// <summary>All methods of a compilation that may run remotely, for analyzers that compare them at its end.</summary>
internal sealed class MethodCollector
{
    private readonly ConcurrentBag<(MethodModel Method, ISymbol Symbol)> _seen = [];

    /// <summary>In one order, whichever order the compiler showed them in.</summary>
    public IReadOnlyList<(MethodModel Method, ISymbol Symbol)> All =>
        [.. _seen.OrderBy(static s => s.Method.Display, System.StringComparer.Ordinal).ThenBy(static s => s.Method.Id)];

    public static MethodCollector Begin(CompilationStartAnalysisContext start)
    {
        MethodCollector collector = new();
        start.RegisterSymbolAction(collector.Collect, SymbolKind.Method, SymbolKind.NamedType);
        return collector;
    }

    private void Collect(SymbolAnalysisContext context)
    {
        var catalog = CodecCatalog.Of(context.Compilation);
        List<Problem> ignored = [];
        if (context.Symbol is IMethodSymbol method && RemoteAttributes.Remote(method) is not null)
        {
            if (TaskParser.Parse(method, catalog, ignored) is { } task) _seen.Add((task.Method, method));
        }
        else if (context.Symbol is INamedTypeSymbol type && RemoteAttributes.Actor(type) is not null)
        {
            var actor = ActorParser.Parse(type, catalog, ignored);
            foreach (var model in actor.Creations.Concat(actor.Methods)) _seen.Add((model, Declaration(type, model) ?? type));
        }
    }

    private static ISymbol? Declaration(INamedTypeSymbol actor, MethodModel model) =>
        model.DocumentationId.Length == 0 ? null : actor.GetMembers().FirstOrDefault(m => m.GetDocumentationCommentId() == model.DocumentationId && m.Locations.Any(static l => l.IsInSource));
}
