namespace RaySharp.Spark.Hosting;

/// <summary>What an executor has, and what a task of Spark takes of it, in Spark's books. Pure.</summary>
/// <param name="Cores">Cores of an executor; null: nobody says.</param>
/// <param name="CoresPerTask">Cores that a task takes.</param>
/// <param name="Gpus">GPUs of an executor.</param>
/// <param name="GpusPerTask">GPUs that a task takes, perhaps a part of one; 0: Spark keeps no book of them.</param>
internal sealed record ExecutorShape(int? Cores, int CoresPerTask, double Gpus = 0, double GpusPerTask = 0)
{
    private const double Tolerance = 1e-9;

    /// <summary>Tasks that an executor's GPUs are enough for; null: any number. A task's part lies on one GPU.</summary>
    public int? TasksByGpus => GpusPerTask <= 0 ? null
        : GpusPerTask < 1 ? (int)Gpus * (int)(1 / GpusPerTask + Tolerance) : (int)(Gpus / GpusPerTask + Tolerance);

    /// <summary>Tasks that run on an executor at a time; null: nobody says.</summary>
    public int? Slots => Cores is not { } cores ? null : Math.Min(cores / CoresPerTask, TasksByGpus ?? int.MaxValue);

    /// <summary>
    /// The fewest tasks that back a node: whatever Spark runs in an executor's other slots, and however many such nodes there are, its cores and GPUs are
    /// enough for all. Where GPUs are fewer than cores, some cores are in nobody's reach but the nodes'.
    /// </summary>
    /// <param name="cpus">CPUs of a node.</param>
    /// <param name="gpus">GPUs of a node.</param>
    /// <returns>How many; null: an executor can hold no such node.</returns>
    public int? TasksFor(double cpus, int gpus)
    {
        if (Slots is not { } slots)
        {
            int asked = Math.Max((int)Math.Ceiling(cpus / CoresPerTask), GpusPerTask > 0 ? (int)Math.Ceiling(gpus / GpusPerTask - Tolerance) : 1);
            return TasksByGpus is not { } most ? asked : most == 0 || gpus > Gpus ? null : Math.Min(asked, most);
        }
        for (int tasks = 1; tasks <= slots; tasks++)
        {
            int nodes = slots / tasks;
            if (Covers(Cores!.Value, CoresPerTask, cpus) && (GpusPerTask <= 0 || Covers(Gpus, GpusPerTask, gpus))) return tasks;

            bool Covers(double has, double perTask, double ofNode) => nodes * (ofNode - tasks * perTask) <= has - slots * perTask + Tolerance;
        }
        return null;
    }

    /// <summary>How many nodes of so many tasks fit on an executor; null: nobody says.</summary>
    public int? NodesOf(int tasks) => Slots / tasks;
}
