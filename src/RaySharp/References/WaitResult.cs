namespace RaySharp;

/// <summary>What a wait found.</summary>
/// <typeparam name="TRef">The references' type.</typeparam>
/// <param name="Ready">References whose objects are there or failed, in the order of their completion; never more than were asked for.</param>
/// <param name="Rest">All others, in the order they were given; some may be complete, too. Waiting on it goes on where this wait ended, at a cost that does not grow with its length.</param>
public readonly record struct WaitResult<TRef>(IReadOnlyList<TRef> Ready, IReadOnlyList<TRef> Rest) where TRef : ObjectRef;
