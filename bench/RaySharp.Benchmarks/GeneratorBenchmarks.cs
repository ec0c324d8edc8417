using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RaySharp.Generators;

namespace RaySharp.Benchmarks;

/// <summary>What the generator costs a build and each key pressed in an editor, for 100 remote methods over 20 records.</summary>
[MemoryDiagnoser]
public class GeneratorBenchmarks
{
    private const int Methods = 100;
    private const int Records = 20;
    private const int Classes = 10;

    private CSharpCompilation _compilation = null!;
    private CSharpCompilation _edited = null!;
    private GeneratorDriver _warm = null!;

    [GlobalSetup]
    public void Compile()
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);
        _compilation = CSharpCompilation.Create("Sample", [CSharpSyntaxTree.ParseText(Source())], references, options);
        _ = _compilation.GetDiagnostics();
        _edited = _compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Unrelated { }"));
        _warm = NewDriver().RunGenerators(_compilation);
    }

    [Benchmark]
    public GeneratorDriver FirstRun() => NewDriver().RunGenerators(_compilation);

    [Benchmark]
    public GeneratorDriver AfterUnrelatedEdit() => _warm.RunGenerators(_edited);

    private static CSharpGeneratorDriver NewDriver() => CSharpGeneratorDriver.Create(new RemoteCodeGenerator());

    private static string Source()
    {
        var records = Enumerable.Range(0, Records).Select(i => $"public sealed record R{i}(int A, string? B, System.Collections.Generic.List<double> C{(i == 0 ? "" : $", R{i - 1}? Inner")});");
        var classes = Enumerable.Range(0, Classes).Select(c => $"public static partial class Jobs{c} {{ {string.Join("\n", Enumerable.Range(0, Methods / Classes).Select(m => Method(c * (Methods / Classes) + m)))} }}");
        return string.Join("\n", records.Concat(classes));
    }

    private static string Method(int i) => $"[RaySharp.RayRemote] public static R{i % Records} M{i}(R{i % Records} value, long[] numbers, string? text = null, int n = {i}) => value;";
}
