namespace RaySharp.Tests.Arena;

/// <summary>A way to place objects in an extent.</summary>
internal interface IPlacement
{
    /// <summary>The offset, or -1.</summary>
    long Allocate(long bytes);

    void Free(long offset);
}
