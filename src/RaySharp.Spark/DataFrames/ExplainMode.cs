namespace RaySharp.Spark;

/// <summary>How much Spark tells about a plan.</summary>
public enum ExplainMode
{
    /// <summary>The physical plan.</summary>
    Simple,

    /// <summary>The logical plans, too.</summary>
    Extended,

    /// <summary>The physical plan and the code made of it.</summary>
    Codegen,

    /// <summary>The logical plan with what it is expected to cost.</summary>
    Cost,

    /// <summary>An outline of the physical plan and details of its nodes.</summary>
    Formatted,
}
