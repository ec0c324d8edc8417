namespace RaySharp.Spark;

/// <summary>What a proposed cluster is for.</summary>
public enum ClusterKind
{
    /// <summary>All of Spark's cores, for as long as the cluster lives.</summary>
    Fixed,

    /// <summary>Nodes come when work waits, and leave when they are idle.</summary>
    Autoscaling,

    /// <summary>The executors that have GPUs, with them.</summary>
    Gpu,

    /// <summary>A part of Spark's cores; its own queries run on the rest.</summary>
    Hybrid,
}
