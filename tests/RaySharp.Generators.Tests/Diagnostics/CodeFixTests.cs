using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using RaySharp.CodeFixes;
using RaySharp.Generators.Analyzers;
using RaySharp.Generators.Tests.Harness;

namespace RaySharp.Generators.Tests.Diagnostics;

public sealed class CodeFixTests
{
    [Theory]
    [InlineData("static class Jobs { [RayRemote] public static int F() => 1; }", "static partial class Jobs { [RayRemote] public static int F() => 1; }")]
    [InlineData("class Jobs { [RayRemote] public static int F() => 1; }", "partial class Jobs { [RayRemote] public static int F() => 1; }")]
    [InlineData("/// <summary>A.</summary>\nclass Jobs { [RayRemote] public static int F() => 1; }", "/// <summary>A.</summary>\npartial class Jobs { [RayRemote] public static int F() => 1; }")]
    [InlineData("[RayActor] sealed record A(int X) { }", "[RayActor] sealed partial record A(int X) { }")]
    public async Task A_class_is_made_partial(string before, string after) => Assert.Equal(after, await Fixed(before, new OwnerAnalyzer(), new PartialCodeFix()));

    [Theory]
    [InlineData("static partial class J { [RayRemote] public static Task F() => Task.CompletedTask; }", "static partial class J { [RayRemote] public static Task F(CancellationToken cancel) => Task.CompletedTask; }")]
    [InlineData("static partial class J { [RayRemote] public static Task F(int a, int b = 2) => Task.CompletedTask; }", "static partial class J { [RayRemote] public static Task F(int a, int b = 2, CancellationToken cancel = default) => Task.CompletedTask; }")]
    [InlineData("static partial class J { [RayRemote] public static Task F(int cancel) => Task.CompletedTask; }", "static partial class J { [RayRemote] public static Task F(int cancel, CancellationToken cancellationToken) => Task.CompletedTask; }")]
    public async Task A_token_is_added(string before, string after) => Assert.Equal(after, await Fixed(before, new CancellationAnalyzer(), new CancellationTokenCodeFix()));

    private static async Task<string> Fixed(string source, DiagnosticAnalyzer analyzer, CodeFixProvider provider)
    {
        var cancel = TestContext.Current.CancellationToken;
        using AdhocWorkspace workspace = new();
        var compilation = Compiled.Compilation(source);
        var project = workspace.AddProject("Sample", LanguageNames.CSharp).WithMetadataReferences(SampleReferences.All)
            .WithCompilationOptions(compilation.Options).WithParseOptions(Compiled.ParseOptions)
            .AddDocument("Usings.cs", compilation.SyntaxTrees[0].ToString()).Project;
        var document = project.AddDocument("Sample.cs", source);
        var found = await (await document.Project.GetCompilationAsync(cancel))!.WithAnalyzers([analyzer]).GetAnalyzerDiagnosticsAsync(cancel);
        CodeAction? action = null;
        await provider.RegisterCodeFixesAsync(new CodeFixContext(document, Assert.Single(found), (a, _) => action = a, cancel));
        var operation = Assert.IsType<ApplyChangesOperation>(Assert.Single(await action!.GetOperationsAsync(cancel)));
        var changed = operation.ChangedSolution.GetDocument(document.Id)!;
        changed = await Formatter.FormatAsync(await Simplifier.ReduceAsync(changed, cancellationToken: cancel), Formatter.Annotation, cancellationToken: cancel);
        return (await changed.GetTextAsync(cancel)).ToString();
    }
}
