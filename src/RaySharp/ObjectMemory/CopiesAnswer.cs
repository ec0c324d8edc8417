namespace RaySharp.ObjectMemory;

/// <summary>What an owner says of its object.</summary>
/// <param name="Nodes">Nodes that have it; none: it is lost.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Makings">How often it was made again.</param>
/// <param name="Failure">Why it is lost: makes the exception of each read.</param>
internal readonly record struct CopiesAnswer(uint[] Nodes, long Length, int Makings, Func<Exception>? Failure)
{
    public static CopiesAnswer Lost(Func<Exception> failure) => new([], 0, 0, failure);
}
