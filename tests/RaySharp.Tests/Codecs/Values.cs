using System.Numerics;
using CsCheck;

namespace RaySharp.Tests.Codecs;

/// <summary>Values to send.</summary>
internal static class Values
{
    public static readonly Gen<int> Int = Gen.Int;
    public static readonly Gen<long> Long = Gen.Long;
    public static readonly Gen<double> DoubleBits = Gen.Long.Select(BitConverter.Int64BitsToDouble);

    /// <summary>Strings of any chars, lone surrogates among them, around the lengths where the form changes.</summary>
    public static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char[' ', '~'], 0, 60], Gen.String[Gen.Char['\0', '\uFFFF'], 0, 60], Gen.String[Gen.Char['\uD7F0', '\uE00F'], 0, 10], Gen.Const(""));

    public static readonly Gen<string> Key = Gen.String[Gen.Char['a', 'f'], 0, 3];

    public static readonly Gen<DateTime> DateTimes = Gen.Select(
        Gen.Long[0, DateTime.MaxValue.Ticks], Gen.Enum<DateTimeKind>()).Select((ticks, kind) => new DateTime(ticks, kind));

    public static readonly Gen<DateTimeOffset> DateTimeOffsets = Gen.Select(
        Gen.Long[TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay], Gen.Int[-840, 840])
        .Select((ticks, minutes) => new DateTimeOffset(ticks, TimeSpan.FromMinutes(minutes)));

    public static readonly Gen<decimal> Decimals = Gen.Select(Gen.Int, Gen.Int, Gen.Int, Gen.Bool, Gen.Int[0, 28])
        .Select((low, middle, high, negative, scale) => new decimal(low, middle, high, negative, (byte)scale));

    public static readonly Gen<BigInteger> BigIntegers = Gen.Byte.Array[0, 40].Select(bytes => new BigInteger(bytes));

    public static readonly Gen<Uri> Uris = Gen.OneOf(new Uri[]
    {
        new Uri("https://example.org/a%20b?q=1#f"), new Uri("/relative/path?x=ä", UriKind.Relative), new Uri("", UriKind.Relative),
        new Uri("file:///tmp/x"), new Uri("mailto:a@b.c"), new Uri("http://münchen.de/ü"), new Uri("ab:c"),
    }.Select(uri => Gen.Const(uri)).ToArray());

    public static readonly Gen<Version> Versions = Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[0, 9], Gen.Int[-1, 9], Gen.Int[-1, 9])
        .Select((major, minor, build, revision) => build < 0 ? new Version(major, minor)
            : revision < 0 ? new Version(major, minor, build) : new Version(major, minor, build, revision));

    public static Gen<T?> OrNull<T>(Gen<T> values) where T : class =>
        Gen.Select(Gen.Int[0, 7], values).Select((choice, value) => choice == 0 ? null : value);

    /// <summary>Some of the values, as what the function makes of them.</summary>
    public static Gen<TCollection> Many<T, TCollection>(Gen<T> values, Func<T[], TCollection> make) =>
        values.Array[0, 20].Select(items => make(items));
}
