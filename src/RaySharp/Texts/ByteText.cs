using System.Globalization;

namespace RaySharp.Texts;

/// <summary>Amounts of bytes as people read them, with the exact number.</summary>
internal static class ByteText
{
    private static readonly string[] _units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    public static string Of(long bytes)
    {
        int unit = 0;
        double amount = bytes;
        for (; Math.Abs(amount) >= 1024; amount /= 1024)
            unit++;
        return unit == 0
            ? CountText.Of(bytes, "byte")
            : string.Create(CultureInfo.InvariantCulture, $"{amount:0.##} {_units[unit]} ({bytes} bytes)");
    }
}
