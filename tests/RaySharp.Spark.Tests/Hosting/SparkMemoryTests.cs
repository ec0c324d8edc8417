using RaySharp.Hosting;

namespace RaySharp.Spark.Tests.Hosting;

public sealed class SparkMemoryTests
{
    private const long GiB = 1L << 30;

    [Theory]
    [InlineData(32, 1, 8, 10, 8, 21)]      // one executor, one node: what its heap and a tenth of it leave
    [InlineData(32, 1, 8, 10, 4, 10.5)]    // two nodes
    [InlineData(32, 2, 8, 10, 8, 5)]       // two executors
    [InlineData(32, 1, 3, 10, 8, 21)]      // fewer cores than a node takes: it is there, all the same
    public void A_node_has_its_part_of_what_the_heaps_leave(int machine, int executors, int cores, int heap, int coresPerNode, double gibibytes) =>
        Assert.Equal(gibibytes * GiB, SparkMemory.PerNode(machine * GiB, [.. Enumerable.Repeat(new ExecutorProcess(cores, heap * GiB), executors)], coresPerNode), 1.0);

    [Fact]
    public void Where_nothing_is_known_or_left_there_is_something()
    {
        Assert.Equal(GiB, SparkMemory.PerNode(GiB, [], 4));
        Assert.Equal(GiB, SparkMemory.PerNode(GiB, [new ExecutorProcess(null, 0)], 4));
        Assert.Equal(75L << 20, SparkMemory.PerNode(GiB, [new ExecutorProcess(4, GiB)], 4));
    }

    [Fact]
    public void An_executors_command_line_is_read()
    {
        Assert.Equal(new ExecutorProcess(4, 512L << 20), SparkMemory.Read(["java", "-Xmx1g", "-Xmx512m", "org.apache.spark.executor.CoarseGrainedExecutorBackend", "--cores", "4"]));
        Assert.Equal(new ExecutorProcess(null, 0), SparkMemory.Read(["java", "--cores"]));
    }
}
