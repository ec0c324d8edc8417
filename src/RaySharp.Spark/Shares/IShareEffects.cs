namespace RaySharp.Spark.Shares;

/// <summary>What the book of shares has done for it. None of these may call back into it.</summary>
internal interface IShareEffects
{
    /// <summary>Have Spark run one more task, which will report under this number.</summary>
    void Submit(int share);

    /// <summary>Its task is not wanted any more; it is forgotten here.</summary>
    void Interrupt(int share);

    /// <summary>The process is the node for which its executor's shares have come together.</summary>
    void BecomeNode(int share);

    /// <summary>The process only holds its cores, as long as that other process lives.</summary>
    void BecomePlaceholder(int share, int watchedPid);

    /// <summary>The executor can never hold a whole node.</summary>
    void TooSmall(ShareSite site);

    /// <summary>So many nodes waited for too long for cores: what waited, or held cores for them, is taken back, and asked for again after a pause.</summary>
    void TookBack(int nodes, TimeSpan pause);
}
