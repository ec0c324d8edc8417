using System.Globalization;
using System.Text;

namespace RaySharp.Generators.Foundation;

/// <summary>FNV-1a over UTF-8: the same on every machine and in every version, since ids travel.</summary>
internal static class StableHash
{
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static ulong Of(string text)
    {
        ulong hash = Basis;
        foreach (byte part in Encoding.UTF8.GetBytes(text)) hash = unchecked((hash ^ part) * Prime);
        return hash;
    }

    /// <summary>Eight hexadecimal digits, for names.</summary>
    public static string Short(string text) => Short(Of(text));

    public static string Short(ulong hash) => ((uint)(hash ^ (hash >> 32))).ToString("x8", CultureInfo.InvariantCulture);

    public static string Literal(ulong value) => "0x" + value.ToString("x16", CultureInfo.InvariantCulture) + "UL";
}
