namespace RaySharp;

/// <summary>Names one node of a cluster; never given twice: a node that was lost and comes back has another.</summary>
/// <param name="Number">Counts the nodes, from 1: the one with the head.</param>
public readonly record struct NodeId(uint Number)
{
    /// <inheritdoc/>
    public override string ToString() => $"node {Number}";
}
