using RaySharp.Spark.Hosting;

namespace RaySharp.Spark.Tests.Hosting;

public sealed class ExecutorShapeTests
{
    [Theory]
    [InlineData(4, 1, 3.0, 3)]
    [InlineData(4, 1, 0.5, 1)]
    [InlineData(4, 2, 4.0, 2)]
    [InlineData(3, 2, 3.0, 1)]      // the third core is in no task's reach
    [InlineData(4, 4, 1.0, 1)]
    [InlineData(4, 1, 5.0, null)]
    [InlineData(null, 2, 3.0, 2)]
    public void A_node_takes_as_many_tasks_as_its_cores_need(int? cores, int coresPerTask, double cpus, int? tasks) => Assert.Equal(tasks, new ExecutorShape(cores, coresPerTask).TasksFor(cpus, gpus: 0));

    [Theory]
    [InlineData(4, 2.0, 1.0, 1.0, 1, 1)]
    [InlineData(4, 2.0, 1.0, 1.0, 2, 2)]       // more GPUs than cores
    [InlineData(8, 2.0, 1.0, 4.0, 1, 1)]       // two tasks at most: two such nodes have four cores each
    [InlineData(8, 2.0, 1.0, 6.0, 1, 2)]       // a second node would have too few cores
    [InlineData(4, 1.0, 0.25, 1.0, 1, 4)]
    [InlineData(4, 1.0, 0.25, 1.0, 0, 1)]
    [InlineData(4, 2.0, 1.0, 1.0, 3, null)]
    [InlineData(null, 2.0, 1.0, 1.0, 2, 2)]
    [InlineData(null, 2.0, 1.0, 4.0, 1, 2)]    // its GPUs let an executor run two
    [InlineData(null, 2.0, 1.0, 1.0, 3, null)]
    public void Or_as_its_GPUs_need(int? cores, double gpus, double gpusPerTask, double cpus, int gpusOfNode, int? tasks) =>
        Assert.Equal(tasks, new ExecutorShape(cores, 1, gpus, gpusPerTask).TasksFor(cpus, gpusOfNode));

    [Fact]
    public void GPUs_that_Spark_keeps_no_book_of_take_no_tasks()
    {
        Assert.Equal(1, new ExecutorShape(4, 1).TasksFor(1, gpus: 2));
        Assert.Null(new ExecutorShape(4, 1).TasksByGpus);
        Assert.Equal(3, new ExecutorShape(4, 1, 1, 0.3).TasksByGpus);
        Assert.Equal(10, new ExecutorShape(16, 1, 1, 0.1).TasksByGpus);
    }

    [Fact]
    public void Whatever_runs_beside_nodes_no_core_and_no_GPU_is_lent_twice_and_one_task_less_would_not_do()
    {
        Random random = new(1);
        for (int round = 0; round < 20_000; round++)
        {
            ExecutorShape executor = new(random.Next(1, 17), random.Next(1, 4), random.Next(0, 5), random.Next(3) switch { 0 => 0, 1 => random.Next(1, 3), _ => 1.0 / random.Next(2, 5) });
            double cpus = random.Next(1, 33) / 2.0;
            int gpus = random.Next(0, 4);
            if (executor.TasksFor(cpus, gpus) is not { } tasks)
            {
                Assert.True(executor.Slots == 0 || cpus > executor.Cores || executor.GpusPerTask > 0 && gpus > executor.Gpus, $"{executor} holds no node of {cpus} CPUs and {gpus} GPUs");
                continue;
            }
            Assert.True(IsEnough(executor, tasks, cpus, gpus), $"{executor}: {tasks} tasks for {cpus} CPUs and {gpus} GPUs are too few");
            Assert.False(tasks > 1 && IsEnough(executor, tasks - 1, cpus, gpus), $"{executor}: {tasks} tasks for {cpus} CPUs and {gpus} GPUs are too many");
        }
    }

    private static bool IsEnough(ExecutorShape executor, int tasks, double cpus, int gpus)
    {
        int slots = executor.Slots!.Value;
        for (int nodes = 1; nodes * tasks <= slots; nodes++)
        {
            int others = slots - nodes * tasks;
            if (nodes * cpus + others * executor.CoresPerTask > executor.Cores + 1e-6) return false;
            if (executor.GpusPerTask > 0 && nodes * gpus + others * executor.GpusPerTask > executor.Gpus + 1e-6) return false;
        }
        return true;
    }
}
