using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RaySharp.Generators.Diagnostics;
using RaySharp.Generators.Parsing;
using RaySharp.Generators.Types;

namespace RaySharp.Generators.Analyzers;

/// <summary>Classes with [RayActor]: what keeps them from being made and called.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ActorAnalyzer : RemoteAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Rules.Generic, Rules.Parameter, Rules.Result, Rules.NotSeparable, Rules.Option, Rules.HandleMember, Rules.NoCreation, Rules.Unserializable,
    ];

    private protected override void Register(AnalysisContext context) => context.RegisterSymbolAction(Check, SymbolKind.NamedType);

    private static void Check(SymbolAnalysisContext context)
    {
        if (RemoteAttributes.Actor(context.Symbol) is null) return;
        List<Problem> problems = [];
        _ = ActorParser.Parse((INamedTypeSymbol)context.Symbol, CodecCatalog.Of(context.Compilation), problems);
        Report(context, problems);
    }
}
