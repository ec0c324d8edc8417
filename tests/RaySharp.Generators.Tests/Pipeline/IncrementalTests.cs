using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RaySharp.Generators.Tests.CallShapes;
using RaySharp.Generators.Tests.Harness;

namespace RaySharp.Generators.Tests.Pipeline;

public sealed class IncrementalTests
{
    private const string Everything = Declarations.Jobs + """

        [RaySerializable] record Named(int X);
        struct Foreign { }
        struct ForeignCodec : RaySharp.Codecs.ICodec<Foreign>
        {
            public static void Write(RaySharp.Codecs.CodecWriter writer, Foreign value) { }
            public static Foreign Read(ref RaySharp.Codecs.CodecReader reader) => default;
        }
        class Oops(string message) : Exception(message);
        static class Start { [RayWorkerStart] internal static void Now() { } [RayWorkerStart] internal static ValueTask Later() => default; }
        """;

    private const string Attributes = "[assembly: RaySharp.RaySerializable(typeof(System.Collections.Generic.List<Named>))] [assembly: RaySharp.RayCodec(typeof(Foreign), typeof(ForeignCodec))]";

    [Fact]
    public void The_sample_uses_every_step()
    {
        var result = Run(out _, Compilation());
        Assert.Equal(Steps.All.Order(), result.TrackedSteps.Keys.Intersect(Steps.All).Order());
    }

    [Theory]
    [InlineData("class Unrelated { void M() { int x = 1; } }")]
    [InlineData("namespace Other { interface I { int F(); } }")]
    public void An_unrelated_edit_makes_nothing_run_again(string edit)
    {
        var compilation = Compilation();
        Run(out var driver, compilation);
        var edited = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(edit, Compiled.ParseOptions, "Edit.cs", cancellationToken: TestContext.Current.CancellationToken));
        AssertAllReused(RunAgain(ref driver, edited));
    }

    [Fact]
    public void A_body_edit_in_the_same_file_makes_nothing_be_emitted_again()
    {
        var compilation = Compilation();
        Run(out var driver, compilation);
        var tree = compilation.SyntaxTrees.Single(t => t.FilePath == "Sample.cs");
        var edited = compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(
            tree.ToString().Replace("samples + seed", "samples - seed", StringComparison.Ordinal), Compiled.ParseOptions, "Sample.cs", cancellationToken: TestContext.Current.CancellationToken));
        AssertAllReused(RunAgain(ref driver, edited));
    }

    [Fact]
    public void A_new_parameter_is_emitted()
    {
        var compilation = Compilation();
        Run(out var driver, compilation);
        var tree = compilation.SyntaxTrees.Single(t => t.FilePath == "Sample.cs");
        var edited = compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(
            tree.ToString().Replace("Echo(string text)", "Echo(string text, int times = 3)", StringComparison.Ordinal), Compiled.ParseOptions, "Sample.cs", cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains(RunAgain(ref driver, edited).GeneratedSources, s => s.SourceText.ToString().Contains("int times = 3", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_runs_emit_the_same_bytes()
    {
        var first = Run(out _, Compilation()).GeneratedSources;
        var second = Run(out _, Compilation()).GeneratedSources;
        Assert.Equal(first.Select(s => s.HintName + s.SourceText), second.Select(s => s.HintName + s.SourceText));
        Assert.All(first, s => Assert.DoesNotContain('\r', s.SourceText.ToString()));
    }

    [Fact]
    public void The_order_of_files_does_not_matter()
    {
        const string one = "static partial class Jobs { [RaySharp.RayRemote] public static int F(A a, B b) => 1; } record A(int X);";
        const string two = "static partial class Jobs { [RaySharp.RayRemote] public static int E(B b) => 1; } record B(int X);";
        Assert.Equal(Emit(one, two), Emit(two, one));

        static IEnumerable<string> Emit(params string[] files)
        {
            var compilation = Compiled.Compilation("").AddSyntaxTrees(files.Select((f, i) => CSharpSyntaxTree.ParseText(f, Compiled.ParseOptions, $"F{i}.cs")));
            return Run(out _, compilation).GeneratedSources.Select(s => s.HintName + s.SourceText).Order(StringComparer.Ordinal).ToList();
        }
    }

    [Fact]
    public void No_compilation_is_kept_alive()
    {
        var driver = Compiled.NewDriver();
        var first = RunOnce(ref driver, "class A { }");
        RunOnce(ref driver, "class B { }");
        RunOnce(ref driver, "class C { }");
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(first.IsAlive);
        GC.KeepAlive(driver);
    }

    [Fact]
    public void Models_hold_no_symbols_and_no_syntax()
    {
        foreach (var step in Run(out _, Compilation()).TrackedSteps.Where(s => Steps.All.Contains(s.Key)).SelectMany(s => s.Value))
        {
            foreach (var (value, _) in step.Outputs) Inspect(value, []);
        }
    }

    private static void Inspect(object? node, HashSet<object> seen)
    {
        if (node is null or string || node.GetType().IsPrimitive || node.GetType().IsEnum || !seen.Add(node)) return;
        Assert.IsNotAssignableFrom<ISymbol>(node);
        Assert.IsNotAssignableFrom<SyntaxNode>(node);
        Assert.IsNotAssignableFrom<Compilation>(node);
        Assert.IsNotAssignableFrom<Location>(node);
        if (node is IEnumerable items)
        {
            foreach (var item in items) Inspect(item, seen);
        }
        foreach (var field in node.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public))
        {
            if (node is not IEnumerable) Inspect(field.GetValue(node), seen);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RunOnce(ref GeneratorDriver driver, string extra)
    {
        var compilation = Compilation().AddSyntaxTrees(CSharpSyntaxTree.ParseText(extra, Compiled.ParseOptions));
        driver = driver.RunGenerators(compilation);
        return new WeakReference(compilation);
    }

    private static void AssertAllReused(GeneratorRunResult result)
    {
        foreach (string name in Steps.All)
        {
            foreach (var (_, reason) in result.TrackedSteps[name].SelectMany(s => s.Outputs))
                Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{name}: {reason}");
        }
        foreach (var (_, reason) in result.TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Outputs))
            Assert.Equal(IncrementalStepRunReason.Cached, reason);
    }

    private static CSharpCompilation Compilation() => Compiled.Compilation(Everything)
        .AddSyntaxTrees(CSharpSyntaxTree.ParseText(Attributes, Compiled.ParseOptions, "Attributes.cs"));

    private static GeneratorRunResult Run(out GeneratorDriver driver, Compilation compilation)
    {
        driver = Compiled.NewDriver();
        return RunAgain(ref driver, compilation);
    }

    private static GeneratorRunResult RunAgain(ref GeneratorDriver driver, Compilation compilation)
    {
        driver = driver.RunGenerators(compilation, TestContext.Current.CancellationToken);
        return driver.GetRunResult().Results.Single();
    }
}
