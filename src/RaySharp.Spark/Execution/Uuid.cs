using System.Security.Cryptography;

namespace RaySharp.Spark.Execution;

/// <summary>Makes ids that nobody can guess.</summary>
internal static class Uuid
{
    /// <summary>A random UUID (version 4).</summary>
    public static Guid New()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x40);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new(bytes, bigEndian: true);
    }
}
