namespace RaySharp.Spark.Shares;

/// <summary>The shares on one executor that make a node, or could.</summary>
/// <param name="anchor">The first: it becomes the node; the others watch its process.</param>
internal sealed class ShareGroup(Share anchor)
{
    public string Executor { get; } = anchor.Site!.Executor;

    /// <summary>The anchor first.</summary>
    public List<Share> Members { get; } = [anchor];

    public Share Anchor => Members[0];

    /// <summary>Its anchor was told to be a node.</summary>
    public bool IsNode { get; set; }

    /// <summary>Its executor has room for as many.</summary>
    public bool IsPossible { get; set; } = true;
}
