namespace RaySharp.Simulation.Objects;

/// <summary>What truly lies in a store under an object's name.</summary>
/// <param name="Id">The object.</param>
/// <param name="Value">What its task returned.</param>
/// <param name="Bytes">Its length.</param>
internal sealed record SimContent(ObjectId Id, Outcome Value, long Bytes);
