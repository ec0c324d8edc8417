namespace RaySharp.ObjectMemory;

/// <summary>Where one object of this process is.</summary>
internal sealed class OwnedCopies(long length, uint[] nodes, string? madeAt)
{
    /// <summary>Of the value that stands for it: only that one can delete it. 0: none does, but its task runs again.</summary>
    public long Number { get; set; }

    /// <summary>Its bytes.</summary>
    public long Length { get; set; } = length;

    /// <summary>Where it was made, if that is recorded.</summary>
    public string? MadeAt => madeAt;

    /// <summary>Nodes that have it. The first keeps it, the others may drop it for room. Never changed: replaced.</summary>
    public uint[] Nodes { get; set; } = nodes;

    /// <summary>Nodes of which a reader said that they have none. Nobody is sent there until they have said what is true; what may be there is deleted with the object.</summary>
    public uint[] Doubted { get; set; } = [];

    /// <summary>How often it was made again.</summary>
    public int Makings { get; set; }

    /// <summary>There is no copy: it is being made again.</summary>
    public bool IsBeingMade { get; set; }

    /// <summary>What the last reader heard who found no copy.</summary>
    public string? Told { get; set; }

    /// <summary>How the last copy was lost.</summary>
    public string? GoneBecause { get; set; }

    /// <summary>There is no copy, and will be none: makes the exception that says why.</summary>
    public Func<Exception>? Lost { get; set; }

    /// <summary>Neither a copy nor a node that may have one.</summary>
    public bool IsNowhere => Nodes is [] && Doubted is [];
}
