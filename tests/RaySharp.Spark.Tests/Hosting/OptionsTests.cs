namespace RaySharp.Spark.Tests.Hosting;

public sealed class OptionsTests
{
    [Fact]
    public void What_contradicts_itself_is_refused_in_words()
    {
        Assert.Contains("MaxWorkerNodes is 0", Refused(new() { MaxWorkerNodes = 0 }));
        Assert.Contains("CpusPerWorkerNode is 0", Refused(new() { CpusPerWorkerNode = 0 }));
        Assert.Contains("MemoryPerWorkerNode is -1", Refused(new() { MemoryPerWorkerNode = -1 }));
        Assert.Contains("CpusOnHeadNode is -1", Refused(new() { CpusOnHeadNode = -1 }));
        Assert.Contains("MinWorkerNodes is -1", Refused(new() { MinWorkerNodes = -1 }));
        Assert.Contains("MinWorkerNodes is 3, MaxWorkerNodes is 2", Refused(new() { MinWorkerNodes = 3, MaxWorkerNodes = 2 }));
        Assert.Contains("UpscalingSpeed is 0", Refused(new() { UpscalingSpeed = 0 }));
        Assert.Contains("UpscalingSpeed is NaN", Refused(new() { UpscalingSpeed = double.NaN }));
        Assert.Contains("IdleTimeout is 00:00:00", Refused(new() { IdleTimeout = TimeSpan.Zero }));
        Assert.Contains("PendingTimeout is 00:00:00", Refused(new() { PendingTimeout = TimeSpan.Zero }));
        Assert.Contains("StartTimeout", Refused(new() { StartTimeout = TimeSpan.Zero }));
        Assert.Contains("GpusPerWorkerNode is -1", Refused(new() { GpusPerWorkerNode = -1 }));
        Assert.Contains("Give both or neither", Refused(new() { GpusPerWorkerNode = 1 }));
        Assert.Contains("GpusOnHeadNode is -1", Refused(new() { GpusOnHeadNode = -1 }));
        Assert.Contains("MemoryOnHeadNode is 0", Refused(new() { MemoryOnHeadNode = 0 }));
        Assert.Contains("ObjectStoreMemoryPerWorkerNode is 1; give 1048576 bytes or more", Refused(new() { ObjectStoreMemoryPerWorkerNode = 1 }));
        Assert.Contains("ObjectStoreMemoryOnHeadNode is -1", Refused(new() { ObjectStoreMemoryOnHeadNode = -1 }));
        Assert.Contains("RAYSHARP_NO_SUCH", Refused(new() { SecretVariables = ["RAYSHARP_NO_SUCH"] }));
    }

    [Fact]
    public void What_is_doubtful_is_an_error_in_strict_mode_only()
    {
        SparkClusterOptions small = new() { CpusPerWorkerNode = 1, MemoryPerWorkerNode = 1L << 30, CpusOnHeadNode = 1 };
        Assert.Equal(3, small.Validated().Doubts().Count());
        Assert.Contains("StrictMode", Refused(small with { StrictMode = true }));
        Assert.Contains("less than 75 MiB for objects", Assert.Single((small with { CpusPerWorkerNode = 4, MemoryPerWorkerNode = null, CpusOnHeadNode = 0, ObjectStoreMemoryPerWorkerNode = 64 << 20 }).Doubts()));
        Assert.Empty(new SparkClusterOptions { CpusPerWorkerNode = 4, MemoryPerWorkerNode = 16L << 30, StrictMode = true }.Validated().Doubts());
    }

    [Fact]
    public void The_memory_that_nodes_turn_out_to_have_is_judged_where_none_was_asked_for()
    {
        Assert.Contains("have 1024 MiB each for tasks", new SparkClusterOptions().DoubtOf(1L << 30));
        Assert.Null(new SparkClusterOptions().DoubtOf(7L << 30));
        Assert.Null(new SparkClusterOptions { MemoryPerWorkerNode = 16L << 30 }.DoubtOf(1L << 30));
    }

    private static string Refused(SparkClusterOptions options) => Assert.Throws<ArgumentException>(options.Validated).Message;
}
