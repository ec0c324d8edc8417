namespace RaySharp.Platform;

/// <summary>How much memory this process may use, and how much is in use, at one moment.</summary>
/// <param name="Limit">The lowest of the limits that apply, in bytes.</param>
/// <param name="Used">What counts against that limit, by all processes it applies to; file pages that can be dropped are left out.</param>
/// <param name="Left">What all limits together leave: the least of what each does. Below zero when one is exceeded.</param>
/// <param name="Source">Where the lowest limit is written, for error texts.</param>
/// <param name="LeftSource">Where the limit is written that leaves least.</param>
internal readonly record struct MemoryReading(long Limit, long Used, long Left, string Source, string LeftSource);
