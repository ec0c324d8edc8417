namespace RaySharp.ObjectMemory;

/// <summary>What follows when a node has an object no more.</summary>
/// <param name="Id">The object; null: nothing follows.</param>
/// <param name="Keeper">The node whose copy is the first now.</param>
/// <param name="IsLast">Whether there is no copy any more.</param>
internal readonly record struct CopyLoss(ObjectId? Id, uint Keeper, bool IsLast);
