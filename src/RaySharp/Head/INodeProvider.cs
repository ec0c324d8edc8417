namespace RaySharp.Head;

/// <summary>Brings and ends nodes. Ray's node provider.</summary>
internal interface INodeProvider
{
    /// <summary>The nodes that it brought and that are not lost.</summary>
    IReadOnlyCollection<uint> Hosted { get; }

    /// <summary>Told when it is other nodes than before. Not under a lock.</summary>
    event Action? Changed;

    /// <summary>So many nodes are to be. None that is there is ended by it.</summary>
    void Want(int nodes);

    /// <summary>That node is to end.</summary>
    void End(uint node);
}
