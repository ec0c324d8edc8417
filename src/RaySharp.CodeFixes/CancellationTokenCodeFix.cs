using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace RaySharp.CodeFixes;

/// <summary>RAY0203: adds a CancellationToken as the last parameter.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CancellationTokenCodeFix)), Shared]
public sealed class CancellationTokenCodeFix : CodeFixProvider
{
    private const string Token = "System.Threading.CancellationToken";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["RAY0203"];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span).FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method) return;
        // Nothing may stand after a 'params' parameter.
        if (method.ParameterList.Parameters.Any(static p => p.Modifiers.Any(SyntaxKind.ParamsKeyword))) return;
        context.RegisterCodeFix(
            CodeAction.Create("Add a CancellationToken", _ => Task.FromResult(Fix(context.Document, root, method)), nameof(CancellationTokenCodeFix)),
            context.Diagnostics);
    }

    private static Document Fix(Document document, SyntaxNode root, MethodDeclarationSyntax method)
    {
        var parameters = method.ParameterList.Parameters;
        string name = parameters.Any(static p => p.Identifier.ValueText == "cancel") ? "cancellationToken" : "cancel";
        var parameter = SyntaxFactory.Parameter(SyntaxFactory.Identifier(name))
            .WithType(SyntaxFactory.ParseTypeName(Token).WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation));
        if (parameters.Any(static p => p.Default is not null))
            parameter = parameter.WithDefault(SyntaxFactory.EqualsValueClause(SyntaxFactory.LiteralExpression(SyntaxKind.DefaultLiteralExpression)));
        var changed = method.AddParameterListParameters(parameter.WithAdditionalAnnotations(Formatter.Annotation));
        return document.WithSyntaxRoot(root.ReplaceNode(method, changed));
    }
}
