using System.Runtime.InteropServices;
using RaySharp.Spilling;

namespace RaySharp.Node;

/// <summary>An object's id as its record on disk carries it.</summary>
internal static class SpillId
{
    public static byte[] Of(ObjectId id)
    {
        byte[] bytes = new byte[SpillFormat.IdBytes];
        MemoryMarshal.Write(bytes, id.Task.Owner.Value);
        MemoryMarshal.Write(bytes.AsSpan(8), id.Task.Number);
        MemoryMarshal.Write(bytes.AsSpan(16), id.Index);
        return bytes;
    }
}
