namespace RaySharp.Spark.Shares;

/// <summary>One task of Spark: <c>spark.task.cpus</c> cores in its books.</summary>
internal sealed class Share(int number, TimeSpan submittedAt)
{
    public int Number { get; } = number;

    public TimeSpan SubmittedAt { get; } = submittedAt;

    /// <summary>Where it runs; null: it waits for its turn, or Spark starts it again.</summary>
    public ShareSite? Site { get; set; }

    public ShareGroup? Group { get; set; }
}
