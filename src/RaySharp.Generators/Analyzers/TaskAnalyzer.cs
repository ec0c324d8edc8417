using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using RaySharp.Generators.Diagnostics;
using RaySharp.Generators.Parsing;
using RaySharp.Generators.Types;

namespace RaySharp.Generators.Analyzers;

/// <summary>Methods with [RayRemote]: what keeps them from running remotely.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TaskAnalyzer : RemoteAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Rules.InstanceTask, Rules.Generic, Rules.LocalFunction, Rules.Parameter, Rules.Result, Rules.NotSeparable, Rules.NameTaken, Rules.Option,
        Rules.StaticOnActor, Rules.NotCallable, Rules.Unserializable,
    ];

    private protected override void Register(AnalysisContext context)
    {
        context.RegisterSymbolAction(CheckMethod, SymbolKind.Method);
        context.RegisterSyntaxNodeAction(CheckLocalFunction, SyntaxKind.LocalFunctionStatement);
    }

    private static void CheckMethod(SymbolAnalysisContext context)
    {
        if (RemoteAttributes.Remote(context.Symbol) is null) return;
        List<Problem> problems = [];
        _ = TaskParser.Parse((IMethodSymbol)context.Symbol, CodecCatalog.Of(context.Compilation), problems);
        Report(context, problems);
    }

    private static void CheckLocalFunction(SyntaxNodeAnalysisContext context)
    {
        if (context.SemanticModel.GetDeclaredSymbol(context.Node, context.CancellationToken) is not IMethodSymbol local || RemoteAttributes.Remote(local) is null) return;
        context.ReportDiagnostic(new Problem(Rules.LocalFunction, local, local.Name).ToDiagnostic(context.Node.GetLocation()));
    }
}
