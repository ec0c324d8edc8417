using RaySharp.Texts;

namespace RaySharp.Arena;

/// <summary>How large the arena is, and its extents.</summary>
/// <param name="Capacity">Bytes of all extents together.</param>
/// <param name="ExtentBytes">Bytes of an extent that many objects share.</param>
internal readonly record struct ArenaBudget(long Capacity, long ExtentBytes)
{
    /// <summary>Sizes of extents are multiples of it: a page of every system.</summary>
    public const long PageBytes = 64 << 10;

    /// <summary>The smallest arena: one extent of the smallest size.</summary>
    public const long MinCapacity = MinExtentBytes;

    private const long MinExtentBytes = 1 << 20, MaxExtentBytes = 64 << 20, DefaultMaxCapacity = 2L << 30;
    private const int ExtentsPerArena = 32, DefaultPercent = 30;

    /// <summary>
    /// Ray's rule: 30 % of the memory that is left to this process, at most 2 GiB, unless a size is asked for.
    /// </summary>
    /// <param name="asked">The option, in bytes.</param>
    /// <param name="left">What the memory limits leave now, in bytes.</param>
    /// <param name="source">Who says so, for the error: a file or the system.</param>
    /// <exception cref="ArgumentException">The size asked for is below <see cref="MinCapacity"/>, or above what is left.</exception>
    /// <exception cref="InvalidOperationException">Nothing was asked for, and less than <see cref="MinCapacity"/> is left.</exception>
    public static ArenaBudget For(long? asked, long left, string source)
    {
        if (asked is { } bytes)
        {
            if (bytes < MinCapacity)
                throw new ArgumentException($"An object store of {ByteText.Of(bytes)} was asked for. Ask for {ByteText.Of(MinCapacity)} or more.");
            return bytes <= left
                ? OfCapacity(bytes)
                : throw new ArgumentException($"An object store of {ByteText.Of(bytes)} was asked for, but {source} leaves {ByteText.Of(left)} to this process. "
                    + "Ask for less (shared memory past the limit ends the process), or raise the limit.");
        }
        return Default(left, DefaultMaxCapacity, source);
    }

    /// <summary>Of a node that is there for tasks alone: 30 % of its share of the machine, however much that is.</summary>
    /// <param name="share">The share, in bytes; of that no more than is left now.</param>
    /// <param name="source">What the share is, for the error.</param>
    /// <exception cref="InvalidOperationException">It is less than <see cref="MinCapacity"/>.</exception>
    public static ArenaBudget ForShare(long share, string source) => Default(share, long.MaxValue, source);

    /// <summary>Of this capacity, rounded down to whole pages.</summary>
    public static ArenaBudget OfCapacity(long capacity) => new(
        RoundDown(capacity), RoundDown(Math.Clamp(capacity / ExtentsPerArena, MinExtentBytes, MaxExtentBytes)));

    /// <summary>
    /// Up to which size of the whole store memory is made ahead: half of a capacity that was asked for, since who asks means to use it, and an eighth of
    /// the default one; the extent at hand comes on top.
    /// </summary>
    public long AheadLimit(bool isAskedFor) => Capacity / (isAskedFor ? 2 : 8) + ExtentBytes;

    /// <summary>Whether an object gets an extent of its own, since only one of its kind fits into a shared one.</summary>
    public bool NeedsOwnExtent(long bytes) => bytes > ExtentBytes / 2;

    /// <summary>Bytes of the extent that holds an object of this size.</summary>
    public long ExtentFor(long bytes) => NeedsOwnExtent(bytes) ? checked(bytes + PageBytes - 1) & -PageBytes : ExtentBytes;

    /// <summary>Whether an object can ever be in the arena, when it is empty.</summary>
    public bool Fits(long bytes) => bytes <= Capacity;

    private static ArenaBudget Default(long left, long most, string source) => left >= MinCapacity
        ? OfCapacity(Math.Clamp(left / 100 * DefaultPercent, MinCapacity, most))
        : throw new InvalidOperationException($"An object store needs {ByteText.Of(MinCapacity)}, but {source} leaves {ByteText.Of(left)} to this process. Raise the limit.");

    private static long RoundDown(long bytes) => bytes & -PageBytes;
}
