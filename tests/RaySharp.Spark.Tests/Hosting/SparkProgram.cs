using System.Diagnostics;
using RaySharp.Platform;
using RaySharp.Tests.Cluster;

namespace RaySharp.Spark.Tests.Hosting;

/// <summary>This test program started again as somebody's program that has a cluster on Spark, to be killed.</summary>
internal sealed class SparkProgram : IDisposable
{
    public const string Variable = "RAYSHARP_TEST_SPARK_PROGRAM";
    private const string JoinVariable = "RAYSHARP_TEST_SPARK_JOIN";
    private readonly Process _process;

    private SparkProgram(Process process) => _process = process;

    /// <param name="address">Spark's.</param>
    /// <param name="joinFile">It sets up a detached cluster, which has more nodes than Spark has cores for, and says how far it is. Null: one of two nodes, of its own.</param>
    public static SparkProgram Start(string address, string? joinFile = null)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardInput = true };
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(SparkProgram).Assembly.Location;
        start.Environment[Variable] = address;
        start.Environment[JoinVariable] = joinFile;
        return new SparkProgram(Process.Start(start)!);
    }

    public async Task<string> LineAsync() => await _process.StandardOutput.ReadLineAsync().Within("the program says a line") ?? "(the end)";

    public void Kill() => _process.Kill();

    /// <summary>It stands still, and does nothing for its nodes.</summary>
    public void Stop() => Assert.True(Signals.Send(_process.Id, Signals.Stop));

    /// <summary>It goes on, and ends by itself.</summary>
    public async Task EndAsync()
    {
        Signals.Send(_process.Id, Signals.Continue);
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().Within("the program ends");
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    /// <summary>The program: it has a cluster of two nodes until its input ends.</summary>
    public static void Run(string address)
    {
        Environment.SetEnvironmentVariable(Variable, null);
        Environment.SetEnvironmentVariable("DOTNET_STARTUP_HOOKS", null);
        RunAsync(address).GetAwaiter().GetResult();
        Environment.Exit(0);
    }

    private static async Task RunAsync(string address)
    {
        if (Environment.GetEnvironmentVariable(JoinVariable) is { Length: > 0 } joinFile)
        {
            SparkClusterOptions many = new() { MaxWorkerNodes = 6, CpusPerWorkerNode = 1, ObjectStoreMemoryPerWorkerNode = 64 << 20, Ray = new() { JoinFile = joinFile, ObjectStoreMemory = 64 << 20 }, Progress = new Said() };
            await RayOnSpark.SetupDetachedAsync(address, many);
            return;
        }
        await using var cluster = await RayOnSpark.SetupAsync(address, new() { MaxWorkerNodes = 2, CpusPerWorkerNode = 1, ObjectStoreMemoryPerWorkerNode = 64 << 20 });
        Console.WriteLine("ready");
        _ = Console.ReadLine();
    }

    private sealed class Said : IProgress<string>
    {
        public void Report(string value) => Console.WriteLine(value);
    }
}
