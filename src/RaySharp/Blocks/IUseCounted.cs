using System.Buffers;
using System.Runtime.InteropServices;

namespace RaySharp.Blocks;

/// <summary>
/// What the <see cref="MemoryManager{T}"/> of memory implements to learn that no value reads it any more, earlier than by being
/// collected. Every view that a decoded value holds is a use; one that can be disposed ends its use then, any other never does.
/// </summary>
/// <remarks>Spans taken from views earlier are no uses: after the last use the memory may be given up, its mapping only when collected.</remarks>
internal interface IUseCounted
{
    void AddUse();

    void RemoveUse();
}

/// <summary>The uses of any memory; of memory that does not count them, nothing happens.</summary>
internal static class MemoryUses
{
    public static IUseCounted? Add(ReadOnlyMemory<byte> memory)
    {
        if (!MemoryMarshal.TryGetMemoryManager<byte, MemoryManager<byte>>(memory, out var manager) || manager is not IUseCounted counted) return null;
        counted.AddUse();
        return counted;
    }
}
