using RaySharp.Spark.Plans;

namespace RaySharp.Spark.Tests.Plans;

public sealed class LiteralsTests
{
    [Theory]
    [InlineData("0", 1, 0)]
    [InlineData("0.05", 2, 2)]
    [InlineData("-0.5", 1, 1)]
    [InlineData("12.30", 4, 2)]
    [InlineData("-123456", 6, 0)]
    [InlineData("79228162514264337593543950335", 29, 0)]
    [InlineData("0.0000000000000000000000000001", 28, 28)]
    public void Decimals_say_their_precision_and_scale(string text, int precision, int scale)
    {
        var literal = Literals.Of("p", decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture)).Literal.Decimal;
        Assert.Equal((text, precision, scale), (literal.Value, literal.Precision, literal.Scale));
    }

    [Fact]
    public void Times_are_microseconds_and_days_since_1970()
    {
        Assert.Equal(-1, Literals.Of("p", new DateOnly(1969, 12, 31)).Literal.Date);
        Assert.Equal(1_000_000, Literals.Of("p", DateTimeOffset.UnixEpoch.AddSeconds(1).ToOffset(TimeSpan.FromHours(5))).Literal.Timestamp);
        Assert.Equal(1_000_000, Literals.Of("p", DateTime.UnixEpoch.AddSeconds(1)).Literal.Timestamp);
        Assert.Equal(1_000_000, Literals.Of("p", new DateTime(1970, 1, 1, 0, 0, 1)).Literal.TimestampNtz);
        Assert.Equal(-500, Literals.Of("p", TimeSpan.FromMicroseconds(-500)).Literal.DayTimeInterval);
    }

    [Fact]
    public void A_type_without_a_literal_is_refused_by_its_parameter()
    {
        var failure = Assert.Throws<ArgumentException>(() => Literals.Of("when", new Uri("http://a")));
        Assert.Contains("Parameter 'when' is a System.Uri", failure.Message);
    }
}
