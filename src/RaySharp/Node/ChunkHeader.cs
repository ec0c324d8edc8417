namespace RaySharp.Node;

/// <summary>What stands before each piece of an object that travels to another node.</summary>
/// <param name="Number">Which pull, as the receiver numbers them.</param>
/// <param name="Offset">Where in the object the piece begins.</param>
internal readonly record struct ChunkHeader(ulong Number, long Offset);
