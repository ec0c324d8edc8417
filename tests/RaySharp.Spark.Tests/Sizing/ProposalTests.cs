namespace RaySharp.Spark.Tests.Sizing;

public sealed class ProposalTests
{
    private const long GiB = 1L << 30;

    [Fact]
    public void A_node_takes_a_whole_executor()
    {
        var plan = Of(ClusterKind.Fixed, Same(4, cores: 8));
        Assert.Equal((4, null, 8.0, null), (plan.Options.MaxWorkerNodes, plan.Options.MinWorkerNodes, plan.Options.CpusPerWorkerNode, plan.Options.GpusPerWorkerNode));
        Assert.Contains("4 executors of 8 cores", plan.ToString());
        Assert.Contains("spark.task.cpus = 8", plan.ToString());
    }

    [Fact]
    public void Memory_is_what_the_executors_of_a_machine_leave_divided_by_them()
    {
        var options = Of(ClusterKind.Fixed, new() { Executors = [One("0", "a", memory: 32 * GiB, heap: 10 * GiB), One("1", "a", memory: 32 * GiB, heap: 10 * GiB)] }).Options;
        long left = (32 * GiB - (long)(20 * GiB * 1.1)) / 2;
        Assert.InRange(options.ObjectStoreMemoryPerWorkerNode!.Value + options.MemoryPerWorkerNode!.Value, left - (2L << 20), left);
        Assert.InRange((double)options.ObjectStoreMemoryPerWorkerNode.Value / left, 0.29, 0.3);
    }

    [Fact]
    public void Where_the_heaps_take_all_memory_that_is_said()
    {
        var plan = Of(ClusterKind.Fixed, new() { Executors = [One("0", "a", memory: 8 * GiB, heap: 8 * GiB)] });
        Assert.Null(plan.Options.MemoryPerWorkerNode);
        Assert.Contains("leave 0 MiB for a node: lower spark.executor.memory", plan.ToString());
    }

    [Fact]
    public void Executors_that_differ_make_nodes_as_the_smallest()
    {
        var plan = Of(ClusterKind.Fixed, new() { Executors = [One("0", "a", cores: 4), One("1", "b", cores: 8)] });
        Assert.Equal(4, plan.Options.CpusPerWorkerNode);
        Assert.Contains("from 4 to 8 cores", plan.ToString());
    }

    [Theory]
    [InlineData(true, 20, 0, 20)]
    [InlineData(true, null, 0, 3)]
    [InlineData(false, null, 1, 3)]
    public void One_that_scales_goes_to_nothing_only_where_executors_go_too(bool isDynamic, int? most, int least, int expected)
    {
        var options = Of(ClusterKind.Autoscaling, Same(3) with { HasDynamicAllocation = isDynamic, MaxExecutors = most }).Options;
        Assert.Equal((least, expected), (options.MinWorkerNodes, options.MaxWorkerNodes));
    }

    [Fact]
    public void GPUs_are_taken_by_nodes_on_the_executors_that_have_them()
    {
        SparkResources resources = new() { Executors = [One("0", "a"), One("1", "b", gpus: 2), One("2", "c", gpus: 4)] };
        var options = Of(ClusterKind.Gpu, resources).Options;
        Assert.Equal((2, 2, 4.0), (options.MaxWorkerNodes, options.GpusPerWorkerNode, options.CpusPerWorkerNode));
        Assert.Equal(0, Of(ClusterKind.Fixed, resources).Options.GpusPerWorkerNode);
        Assert.DoesNotContain(Same(3).Propose(), static plan => plan.Kind == ClusterKind.Gpu);
    }

    [Theory]
    [InlineData(4, 0.5, 2)]
    [InlineData(4, 0.9, 1)]
    [InlineData(4, 0.01, 3)]
    [InlineData(2, 0.5, 1)]
    public void A_hybrid_one_has_fewer_nodes(int executors, double share, int nodes) =>
        Assert.Equal((nodes, 4.0), Same(executors).Propose(share).Single(static plan => plan.Kind == ClusterKind.Hybrid).Options is var options ? (options.MaxWorkerNodes, options.CpusPerWorkerNode) : default);

    [Fact]
    public void A_hybrid_one_on_a_single_executor_has_smaller_nodes()
    {
        Assert.Equal(2, Of(ClusterKind.Hybrid, Same(1)).Options.CpusPerWorkerNode);
        Assert.DoesNotContain(Same(1, cores: 1).Propose(), static plan => plan.Kind == ClusterKind.Hybrid);
    }

    [Fact]
    public void Nonsense_is_refused_in_words()
    {
        Assert.Contains("above 0 and below 1", Assert.Throws<ArgumentOutOfRangeException>(static () => Same(1).Propose(1)).Message);
        Assert.Contains("No executor is known", Assert.Throws<InvalidOperationException>(static () => new SparkResources { Executors = [] }.Propose()).Message);
    }

    [Theory]
    [InlineData("1g", 1L << 30)]
    [InlineData("512M", 512L << 20)]
    [InlineData("65536k", 64L << 20)]
    [InlineData("1048576", 1L << 20)]
    [InlineData("", 0)]
    [InlineData("much", 0)]
    public void Java_sizes_are_read(string text, long bytes) => Assert.Equal(bytes, RaySharp.Hosting.SparkMemory.JavaSize(text));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_Spark_has_what_is_proposed_is_valid_and_fits(int seed)
    {
        Random random = new(seed);
        SparkResources resources = new()
        {
            Executors = [.. Enumerable.Range(0, random.Next(1, 9)).Select(id => One($"{id}", $"host {random.Next(4)}", random.Next(1, 33), random.NextInt64(1, 256) * GiB, random.NextInt64(1, 256) * GiB, random.Next(3)))],
            CoresPerTask = random.Next(1, 5),
            HasDynamicAllocation = random.Next(2) == 0,
            MaxExecutors = random.Next(2) == 0 ? null : random.Next(1, 100),
        };
        foreach (var plan in resources.Propose(random.NextDouble() * 0.98 + 0.01))
        {
            _ = plan.Options.Validated();
            Assert.True(plan.Options.CpusPerWorkerNode <= resources.Executors.Min(static executor => executor.Cores) || plan.Kind == ClusterKind.Gpu);
            Assert.NotEmpty(plan.Reasons);
        }
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 100)];

    private static ClusterProposal Of(ClusterKind kind, SparkResources resources) => resources.Propose().Single(plan => plan.Kind == kind);

    private static SparkResources Same(int executors, int cores = 4) => new() { Executors = [.. Enumerable.Range(0, executors).Select(id => One($"{id}", $"host {id}", cores))] };

    private static SparkExecutor One(string id, string host, int cores = 4, long memory = 64 * GiB, long heap = 16 * GiB, int gpus = 0) => new(id, host, cores, memory, heap, gpus);
}
