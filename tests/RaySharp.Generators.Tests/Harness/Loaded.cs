using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace RaySharp.Generators.Tests.Harness;

/// <summary>A compiled sample, loaded; its module initializer has run.</summary>
internal sealed class Loaded
{
    private static int _number;
    private readonly Assembly _assembly;

    private Loaded(Assembly assembly) => _assembly = assembly;

    public static Loaded From(string source)
    {
        var compiled = Compiled.From(source).Clean();
        using MemoryStream image = new();
        var emitted = compiled.Output.WithAssemblyName("Sample" + Interlocked.Increment(ref _number)).Emit(image, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics));
        image.Position = 0;
        var assembly = new AssemblyLoadContext(null).LoadFromStream(image);
        RuntimeHelpers.RunModuleConstructor(assembly.ManifestModule.ModuleHandle);
        return new Loaded(assembly);
    }

    public Type Type(string name) => _assembly.GetType(name, throwOnError: true)!;

    /// <summary>Runs <c>Test.RunAsync(ray)</c> of the sample.</summary>
    public async Task<string> RunAsync(RayRuntime ray)
    {
        var run = Type("Test").GetMethod("RunAsync", BindingFlags.Static | BindingFlags.Public)!;
        return await (Task<string>)run.Invoke(null, [ray])!;
    }
}
