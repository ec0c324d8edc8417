namespace RaySharp.ObjectMemory;

/// <summary>Where one object of this process is.</summary>
internal sealed class OwnedCopies(uint node, string? madeAt)
{
    /// <summary>Where it was made, if that is recorded.</summary>
    public string? MadeAt => madeAt;

    /// <summary>Nodes that have it. The first keeps it, the others may drop it for room. Never changed: replaced.</summary>
    public uint[] Nodes { get; set; } = [node];

    /// <summary>Nodes of which a reader said that they have none. Nobody is sent there until they have said what is true; what may be there is deleted with the object.</summary>
    public uint[] Doubted { get; set; } = [];

    /// <summary>There is no copy: it is being made again.</summary>
    public bool IsBeingMade { get; set; }

    /// <summary>There is no copy, and will be none: why.</summary>
    public string? Lost { get; set; }
}
