using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using RaySharp.Generators.Diagnostics;
using RaySharp.Generators.Foundation;
using RaySharp.Generators.Models;
using RaySharp.Generators.Parsing;
using RaySharp.Generators.Types;

namespace RaySharp.Generators.Analyzers;

/// <summary>PutAsync finds its codec at run time: here is said, at compile time, that there will be none.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PutAnalyzer : RemoteAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.PutUnknown];

    private protected override void Register(AnalysisContext context) => context.RegisterCompilationStartAction(static start =>
    {
        var catalog = CodecCatalog.Of(start.Compilation);
        ConcurrentDictionary<string, bool> known = new();
        ConcurrentBag<(ITypeSymbol Type, Location Place)> puts = [];
        start.RegisterSymbolAction(c => Collect(c.Symbol, catalog, known), SymbolKind.Method, SymbolKind.NamedType);
        start.RegisterOperationAction(c => CollectPut((IInvocationOperation)c.Operation, puts), OperationKind.Invocation);
        start.RegisterCompilationEndAction(c => Compare(c, catalog, known, puts));
    });

    private static void Collect(ISymbol symbol, CodecCatalog catalog, ConcurrentDictionary<string, bool> known)
    {
        List<Problem> ignored = [];
        EquatableArray<CodecEntry> mentions = default;
        if (symbol is IMethodSymbol method && RemoteAttributes.Remote(method) is not null)
            mentions = TaskParser.Parse(method, catalog, ignored)?.Mentions ?? default;
        else if (symbol is INamedTypeSymbol type && RemoteAttributes.Actor(type) is not null)
            mentions = ActorParser.Parse(type, catalog, ignored).Mentions;
        else if (symbol is INamedTypeSymbol data && CodecCatalog.Attributes(data, "RaySerializableAttribute").Any())
            mentions = NamedCodecsParser.Type(data, catalog, ignored).Mentions;
        foreach (var mention in mentions) known[mention.Type] = true;
    }

    private static void CollectPut(IInvocationOperation call, ConcurrentBag<(ITypeSymbol Type, Location Place)> puts)
    {
        if (call.TargetMethod is not { Name: "PutAsync", Arity: 1 } put || !(KnownTypes.IsRuntime(put.ContainingType) || KnownTypes.Is(put.ContainingType, "RaySharp", "Ray"))) return;
        if (put.TypeArguments[0] is INamedTypeSymbol or IArrayTypeSymbol) puts.Add((put.TypeArguments[0], call.Syntax.GetLocation()));
    }

    private static void Compare(
        CompilationAnalysisContext context, CodecCatalog catalog, ConcurrentDictionary<string, bool> known, IEnumerable<(ITypeSymbol Type, Location Place)> puts)
    {
        foreach (var (type, place) in puts)
        {
            if (LibraryCodecs.IsBuiltIn(type) || known.ContainsKey(TypeNames.Plain(type)) || IsAskedFor(type, catalog)) continue;
            context.ReportDiagnostic(Diagnostic.Create(Rules.PutUnknown, place, TypeNames.ForPeople(type)));
        }
    }

    private static bool IsAskedFor(ITypeSymbol type, CodecCatalog catalog)
    {
        if (catalog.NamedTypes.Any(n => catalog.Shape(n).Mentions.Any(m => m.Type == TypeNames.Plain(type)))) return true;
        return type is INamedTypeSymbol named && catalog.HandWritten(named) is not null;
    }
}
