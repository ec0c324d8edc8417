namespace RaySharp.Hosting;

/// <summary>Decides what processes become that ask to be nodes, where they are shares of something larger.</summary>
internal interface INodeDesk
{
    /// <summary>Decides for one; it may take as long as the decision takes.</summary>
    Task<NodeRole> RoleOfAsync(NodeApplication application, CancellationToken cancel);

    /// <summary>One that was to be a node has this number.</summary>
    void Admitted(NodeApplication application, uint number);
}
