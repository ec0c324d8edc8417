using RaySharp.Hosting;

namespace RaySharp.Tests.Hosting;

public sealed class SparkGpusTests : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(200);
    private readonly string _folder = Directory.CreateTempSubdirectory("raysharp-gpus-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nodes_of_one_executor_take_different_devices()
    {
        string[] addresses = ["0", "1", "2"];
        using var first = await SparkGpus.ClaimAsync(2, _folder, addresses, _patience, Cancel);
        using var second = await SparkGpus.ClaimAsync(1, _folder, addresses, _patience, Cancel);
        Assert.Equal(["0", "1"], first!.Ids);
        Assert.Equal(["2"], second!.Ids);
        var late = await Assert.ThrowsAsync<WorkerStartException>(() => SparkGpus.ClaimAsync(1, _folder, addresses, _patience, Cancel));
        Assert.Contains("other nodes hold all but 0", late.Message);
        Assert.Contains("spark.task.resource.gpu.amount", late.Message);
    }

    [Fact]
    public async Task A_node_that_ends_is_waited_for()
    {
        var first = await SparkGpus.ClaimAsync(1, _folder, ["7"], _patience, Cancel);
        var second = SparkGpus.ClaimAsync(1, _folder, ["7"], TimeSpan.FromSeconds(30), Cancel);
        Assert.False(second.IsCompleted);
        first!.Dispose();
        using var taken = await second;
        Assert.Equal(["7"], taken!.Ids);
    }

    [Fact]
    public async Task A_process_that_is_to_end_takes_nothing()
    {
        using var first = await SparkGpus.ClaimAsync(1, _folder, ["7"], _patience, Cancel);
        using var stop = new CancellationTokenSource();
        var second = SparkGpus.ClaimAsync(1, _folder, ["7"], TimeSpan.FromSeconds(30), stop.Token);
        await stop.CancelAsync();
        Assert.Null(await second);
    }

    [Fact]
    public async Task An_executor_with_too_few_says_what_it_has()
    {
        var refused = await Assert.ThrowsAsync<WorkerStartException>(() => SparkGpus.ClaimAsync(2, _folder, ["4"], _patience, Cancel));
        Assert.Contains("to lend 2 GPUs (SparkClusterOptions.GpusPerWorkerNode), but its executor has 1: 4.", refused.Message);
    }

    [Fact]
    public void Sparks_list_is_found_in_the_executors_command_line_and_read()
    {
        string list = Path.Combine(_folder, "resources.json"), command = Path.Combine(_folder, "cmdline");
        File.WriteAllText(list, """[{"id":{"componentName":"spark.executor","resourceName":"fpga"},"addresses":["f1"]},{"id":{"componentName":"spark.executor","resourceName":"gpu"},"addresses":["0","1"]}]""");
        File.WriteAllText(command, string.Join('\0', "java", "-Xmx1g", "org.apache.spark.executor.CoarseGrainedExecutorBackend", "--executor-id", "0", "--resourcesFile", list, "--cores", "2", ""));
        Assert.Equal(list, SparkGpus.ResourcesFile(command));
        Assert.Equal(["0", "1"], SparkGpus.ReadAddresses(list));
        File.WriteAllText(list, "{");
        Assert.Contains("cannot be read", Assert.Throws<WorkerStartException>(() => SparkGpus.ReadAddresses(list)).Message);
        File.WriteAllText(command, "java");
        Assert.Null(SparkGpus.ResourcesFile(command));
    }

    [Fact]
    public void Addresses_are_places_in_a_variable_that_is_set_already()
    {
        Assert.Equal("1", SparkGpus.Visible("1", null));
        Assert.Equal("7", SparkGpus.Visible("1", "5,7"));
        Assert.Equal("5", SparkGpus.Visible("5", "5,7"));
        Assert.Contains("which has no such place", Assert.Throws<WorkerStartException>(() => SparkGpus.Visible("2", "5,7")).Message);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
