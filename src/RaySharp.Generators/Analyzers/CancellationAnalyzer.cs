using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RaySharp.Generators.Diagnostics;
using RaySharp.Generators.Parsing;
using RaySharp.Generators.Types;

namespace RaySharp.Generators.Analyzers;

/// <summary>Asynchronous remote code should be able to hear that nobody wants its result any more.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CancellationAnalyzer : RemoteAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.NoToken];

    private protected override void Register(AnalysisContext context) => context.RegisterSymbolAction(Check, SymbolKind.Method);

    private static void Check(SymbolAnalysisContext context)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (!IsAsynchronous(method.ReturnType) || method.Parameters.Any(static p => KnownTypes.IsCancellationToken(p.Type))) return;
        bool isCall = RemoteAttributes.Actor(method.ContainingType) is not null && ActorParser.IsCallable(method);
        if (!isCall && RemoteAttributes.Remote(method) is null) return;
        context.ReportDiagnostic(new Problem(Rules.NoToken, method, method.ContainingType.Name + "." + method.Name).ToDiagnostic(method.Locations[0]));
    }

    private static bool IsAsynchronous(ITypeSymbol type) =>
        type is INamedTypeSymbol named && (KnownTypes.IsTask(named, named.Arity) || KnownTypes.IsValueTask(named, named.Arity) || KnownTypes.IsAsyncEnumerable(named));
}
