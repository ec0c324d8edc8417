using System.Globalization;
using System.Numerics;

namespace RaySharp.Texts;

/// <summary>How many of something, as people say it.</summary>
internal static class CountText
{
    /// <param name="count">How many.</param>
    /// <param name="what">One of them: <c>node</c>.</param>
    /// <param name="format">How the number is written.</param>
    public static string Of<T>(T count, string what, string? format = null) where T : struct, INumber<T> =>
        $"{count.ToString(format, CultureInfo.InvariantCulture)} {what}{(count == T.One ? "" : "s")}";
}
