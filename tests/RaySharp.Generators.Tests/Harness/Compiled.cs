using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace RaySharp.Generators.Tests.Harness;

/// <summary>Source compiled with the generator, as a user's project is: nullable, warnings as errors, documented.</summary>
internal sealed class Compiled
{
    private static readonly CSharpParseOptions _parse = new(LanguageVersion.Preview, DocumentationMode.Diagnose);

    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using RaySharp;
        """;

    private Compiled(Compilation input, Compilation output, GeneratorDriver driver)
    {
        Input = input;
        Output = output;
        Driver = driver;
    }

    public Compilation Input { get; }

    public Compilation Output { get; }

    public GeneratorDriver Driver { get; }

    /// <summary>Errors, and warnings as errors, of the whole.</summary>
    public IReadOnlyList<Diagnostic> Errors =>
        [.. Output.GetDiagnostics().Where(d => d.Severity is DiagnosticSeverity.Error or DiagnosticSeverity.Warning && !d.IsSuppressed)];

    public static CSharpParseOptions ParseOptions => _parse;

    public static Compiled From(string source, OutputKind kind = OutputKind.DynamicallyLinkedLibrary, bool documented = false)
    {
        var input = Compilation(source, kind, documented);
        var driver = NewDriver().RunGeneratorsAndUpdateCompilation(input, out var output, out _, TestContext.Current.CancellationToken);
        return new Compiled(input, output, driver);
    }

    public static GeneratorDriver NewDriver() => CSharpGeneratorDriver.Create(
        [new RemoteCodeGenerator().AsSourceGenerator()],
        parseOptions: _parse,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    public static CSharpCompilation Compilation(string source, OutputKind kind = OutputKind.DynamicallyLinkedLibrary, bool documented = false, [CallerMemberName] string name = "")
    {
        var options = new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true,
            specificDiagnosticOptions: documented ? [] : [new("CS1591", ReportDiagnostic.Suppress)]);
        return CSharpCompilation.Create("Sample",
            [CSharpSyntaxTree.ParseText(Usings, _parse, "Usings.cs"), CSharpSyntaxTree.ParseText(source, _parse, "Sample.cs")], SampleReferences.All, options);
    }

    /// <summary>Fails with the compiler's words if there are any.</summary>
    public Compiled Clean()
    {
        if (Errors.Count == 0) return this;
        string generated = string.Join("\n", Errors.Select(e => e.Location.SourceTree).OfType<SyntaxTree>().Distinct()
            .Where(t => t.FilePath.EndsWith(".g.cs", StringComparison.Ordinal)).Select(t => "---- " + t.FilePath + "\n" + Numbered(t.ToString())));
        Assert.Fail(string.Join("\n", Errors.Select(e => e.ToString())) + "\n" + generated);
        return this;
    }

    public string Generated(string hintPart) =>
        Assert.Single(Driver.GetRunResult().Results.Single().GeneratedSources, s => s.HintName.Contains(hintPart, StringComparison.Ordinal)).SourceText.ToString();

    /// <summary>What all our analyzers say, and what the compiler still says beside them.</summary>
    public async Task<string> DiagnosticsAsync(params AdditionalText[] files)
    {
        var analyzers = typeof(RemoteCodeGenerator).Assembly.GetTypes()
            .Where(t => !t.IsAbstract && t.IsAssignableTo(typeof(DiagnosticAnalyzer)))
            .Select(t => (DiagnosticAnalyzer)Activator.CreateInstance(t)!);
        var found = await Output.WithAnalyzers([.. analyzers], new AnalyzerOptions([.. files])).GetAllDiagnosticsAsync(TestContext.Current.CancellationToken);
        return string.Join("\n", found
            .Where(d => d.Severity != DiagnosticSeverity.Hidden)
            .OrderBy(d => d.Location.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(d => d.Location.SourceSpan.Start).ThenBy(d => d.Id, StringComparer.Ordinal)
            .Select(Describe)
            .Distinct());
    }

    private static string Describe(Diagnostic d)
    {
        string place = d.Location.Kind == LocationKind.ExternalFile ? $"{d.Location.GetLineSpan().Path}:{d.Location.GetLineSpan().StartLinePosition.Line + 1}" : d.Location.SourceTree is { } tree ? $"{(tree.FilePath == "Sample.cs" ? "" : tree.FilePath + ": ")}{tree.GetText().ToString(d.Location.SourceSpan).Split('\n')[0].Trim()}" : "(no place)";
        return $"{d.Severity} {d.Id} at `{place}`\n    {d.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";
    }

    private static string Numbered(string text) => string.Join("\n", text.Split('\n').Select((line, i) => $"{i + 1,4} {line}"));
}
