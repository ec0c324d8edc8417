using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;

BenchmarkRunner.Run<Bench>(args: args);

[DryJob]
public class Bench
{
    [Benchmark]
    public void Answer() => Console.WriteLine(Checks.RunAsync().GetAwaiter().GetResult());
}
