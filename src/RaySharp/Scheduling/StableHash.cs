namespace RaySharp.Scheduling;

/// <summary>FNV-1a: the same in every process, unlike string.GetHashCode.</summary>
internal static class StableHash
{
    public const ulong Start = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static ulong Mix(ulong hash, ulong value)
    {
        for (int shift = 0; shift < 64; shift += 8) hash = (hash ^ ((value >> shift) & 0xff)) * Prime;
        return hash;
    }

    public static ulong Mix(ulong hash, string text)
    {
        foreach (char c in text) hash = (hash ^ c) * Prime;
        return (hash ^ 0xffff) * Prime;
    }
}
