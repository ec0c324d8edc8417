namespace RaySharp.Blocks;

/// <summary>Writable memory in which one value is built at the place where it will be kept.</summary>
/// <remarks>
/// Whoever builds holds it until Dispose, which comes once, at any time and on any thread, also between adoption and sealing. A block
/// that nobody adopted is given back then; of an adopted one, Dispose only says that its builder reads it no more. Memory stays valid while the block is referenced; one that is dropped without Dispose must take care of
/// itself when it is collected.
/// </remarks>
internal interface IBlock : IDisposable
{
    /// <summary>The block's bytes, at an address that is a multiple of 64 and does not change. Their content is undefined at first.</summary>
    Memory<byte> Memory { get; }
}

/// <summary>Where blocks come from.</summary>
internal interface IBlockSource
{
    /// <summary>A new block of at least so many bytes.</summary>
    /// <param name="bytes">How many; at most <see cref="AlignedMemory.MaxLength"/>.</param>
    /// <param name="cancel">Ends the wait for room, where there is one.</param>
    IBlock Allocate(long bytes, CancellationToken cancel = default);
}
