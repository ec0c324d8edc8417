using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RaySharp.Generators.Diagnostics;
using RaySharp.Generators.Parsing;
using RaySharp.Generators.Types;

namespace RaySharp.Generators.Analyzers;

/// <summary>The classes around remote code: partial, visible, not generic.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OwnerAnalyzer : RemoteAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.NotPartial, Rules.Unreachable, Rules.Generic, Rules.NameTaken];

    private protected override void Register(AnalysisContext context) => context.RegisterSymbolAction(Check, SymbolKind.NamedType);

    private static void Check(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (RemoteAttributes.Actor(type) is null && !type.GetMembers().OfType<IMethodSymbol>().Any(static m => RemoteAttributes.Remote(m) is not null)) return;
        List<Problem> problems = [];
        OwnerParser.Check(type, CodecCatalog.Of(context.Compilation), problems);
        Report(context, problems);
    }
}
