using System.Text;
using RaySharp.Codecs;
using TextCodec = RaySharp.Codecs.StringCodec;

namespace RaySharp.Tests.Codecs;

/// <summary>The forms of single values, and the bytes that are none.</summary>
public sealed class ScalarTests
{
    [Theory]
    [InlineData("")]
    [InlineData("42 chars: one byte is enough for a count..")]
    [InlineData("43 chars: the count is measured beforehand.")]
    [InlineData("äöü€😀")]
    public void A_string_travels_as_UTF8(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        Assert.Equal([(byte)(utf8.Length + 1), .. utf8], Bytes.Of<string, TextCodec>(text));
    }

    [Theory]
    [InlineData("\uD800")]
    [InlineData("a\uDC00b")]
    [InlineData("a lone surrogate behind more than forty-two characters: \uDBFF")]
    public void Lone_surrogates_survive(string text) => Assert.Equal(text, Bytes.Copy<string, TextCodec>(text));

    [Fact]
    public void Strings_of_every_length_around_the_change_of_form_survive()
    {
        foreach (char filling in "aä€")
            for (int length = 0; length < 140; length++)
                Assert.Equal(length, Bytes.Copy<string, TextCodec>(new string(filling, length)).Length);
    }

    [Fact]
    public void Null_and_empty_strings_are_told_apart()
    {
        Assert.Null(Bytes.Copy<string?, TextCodec>(null));
        Assert.Equal("", Bytes.Copy<string?, TextCodec>(""));
    }

    [Fact]
    public void A_string_of_invalid_UTF8_is_refused() => Assert.Contains(
        "not valid UTF-8", Bytes.Refuses<string, TextCodec>(3, 0xC0, 0x80).Message, StringComparison.Ordinal);

    [Fact]
    public void A_bool_of_2_is_refused() => Bytes.Refuses<bool, BooleanCodec>(2);

    [Fact]
    public void Types_with_invalid_bit_patterns_are_refused_as_raw_memory()
    {
        Assert.Contains("Use BooleanCodec", Bytes.Refuses<bool[], RawArrayCodec<bool>>(1).Message, StringComparison.Ordinal);
        Assert.Throws<CodecException>(() => Bytes.Of<DateTime, RawCodec<DateTime>>(default));
    }

    [Fact]
    public void NaN_payloads_survive()
    {
        double nan = BitConverter.Int64BitsToDouble(0x7FF8_0000_DEAD_BEEF);
        Assert.Equal(0x7FF8_0000_DEAD_BEEF, BitConverter.DoubleToInt64Bits(Bytes.Copy<double, RawCodec<double>>(nan)));
    }

    [Fact]
    public void The_ends_of_time_survive()
    {
        Assert.Equal(DateTime.MaxValue, Bytes.Copy<DateTime, DateTimeCodec>(DateTime.MaxValue));
        Assert.Equal(DateTimeOffset.MinValue, Bytes.Copy<DateTimeOffset, DateTimeOffsetCodec>(DateTimeOffset.MinValue));
        Assert.Equal(DateTimeOffset.MaxValue, Bytes.Copy<DateTimeOffset, DateTimeOffsetCodec>(DateTimeOffset.MaxValue));
        Assert.Equal(DateOnly.MaxValue, Bytes.Copy<DateOnly, DateOnlyCodec>(DateOnly.MaxValue));
        Assert.Equal(TimeOnly.MaxValue, Bytes.Copy<TimeOnly, TimeOnlyCodec>(TimeOnly.MaxValue));
    }

    [Fact]
    public void Times_out_of_range_are_refused()
    {
        Bytes.Refuses<DateTime, DateTimeCodec>(BitConverter.GetBytes(DateTime.MaxValue.Ticks + 1));
        Bytes.Refuses<DateTime, DateTimeCodec>(BitConverter.GetBytes(3UL << 62));
        Bytes.Refuses<DateOnly, DateOnlyCodec>(BitConverter.GetBytes(-1));
        Bytes.Refuses<TimeOnly, TimeOnlyCodec>(BitConverter.GetBytes(TimeSpan.TicksPerDay));
        Bytes.Refuses<DateTimeOffset, DateTimeOffsetCodec>([.. BitConverter.GetBytes(0L), .. BitConverter.GetBytes((short)1)]);
        Bytes.Refuses<DateTimeOffset, DateTimeOffsetCodec>([.. BitConverter.GetBytes(TimeSpan.TicksPerDay * 9), .. BitConverter.GetBytes((short)841)]);
    }

    [Fact]
    public void A_decimal_with_a_scale_of_29_is_refused() => Bytes.Refuses<decimal, DecimalCodec>([.. new byte[14], 29, 0]);

    [Fact]
    public void Numbers_longer_than_64_bits_are_refused() => Bytes.Refuses<string, TextCodec>([.. Enumerable.Repeat((byte)0xFF, 10), 0]);
}
