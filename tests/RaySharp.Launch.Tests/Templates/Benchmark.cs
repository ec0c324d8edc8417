using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;

// The package under test may be a debug build.
BenchmarkRunner.Run<Bench>(DefaultConfig.Instance.WithOptions(ConfigOptions.DisableOptimizationsValidator), args);

[DryJob]
public class Bench
{
    [Benchmark]
    public void Answer() => Console.WriteLine(Checks.RunAsync().GetAwaiter().GetResult());
}
