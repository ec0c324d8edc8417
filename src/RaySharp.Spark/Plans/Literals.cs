using System.Globalization;
using Google.Protobuf;
using RaySharp.Spark.Protocol;
using Literal = RaySharp.Spark.Protocol.Expression.Types.Literal;

namespace RaySharp.Spark.Plans;

/// <summary>Makes Spark's literals of .NET values.</summary>
internal static class Literals
{
    private const int LargestPrecision = 38;

    /// <summary>The literal of a parameter.</summary>
    /// <param name="parameter">The parameter's name or position, for the message of a refusal.</param>
    /// <param name="value">Its value.</param>
    public static Expression Of(string parameter, object? value) => new() { Literal = Literal(parameter, value) };

    private static Literal Literal(string parameter, object? value) => value switch
    {
        null => new() { Null = new() { Null = new() } },
        bool flag => new() { Boolean = flag },
        sbyte number => new() { Byte = number },
        short number => new() { Short = number },
        int number => new() { Integer = number },
        long number => new() { Long = number },
        byte number => new() { Short = number },
        ushort number => new() { Integer = number },
        uint number => new() { Long = number },
        float number => new() { Float = number },
        double number => new() { Double = number },
        decimal number => new() { Decimal = Decimal(number) },
        string text => new() { String = text },
        char sign => new() { String = sign.ToString() },
        byte[] bytes => new() { Binary = ByteString.CopyFrom(bytes) },
        ReadOnlyMemory<byte> bytes => new() { Binary = ByteString.CopyFrom(bytes.Span) },
        DateOnly date => new() { Date = date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber },
        DateTime { Kind: DateTimeKind.Unspecified } time => new() { TimestampNtz = Microseconds(time - DateTime.UnixEpoch) },
        DateTime time => new() { Timestamp = Microseconds(time.ToUniversalTime() - DateTime.UnixEpoch) },
        DateTimeOffset time => new() { Timestamp = Microseconds(time - DateTimeOffset.UnixEpoch) },
        TimeSpan interval => new() { DayTimeInterval = Microseconds(interval) },
        Guid id => new() { String = id.ToString() },
        _ => throw new ArgumentException($"Parameter '{parameter}' is a {value.GetType()}, of which Spark has no literal. Allowed are null, bool, whole and "
            + "floating-point numbers up to 64 bits, decimal, string, char, byte[], DateOnly, DateTime, DateTimeOffset, TimeSpan and Guid.", parameter),
    };

    private static Literal.Types.Decimal Decimal(decimal number)
    {
        string text = number.ToString(CultureInfo.InvariantCulture);
        int digits = text.Count(char.IsAsciiDigit) - (text.TrimStart('-').StartsWith("0.", StringComparison.Ordinal) ? 1 : 0);
        return new() { Value = text, Precision = Math.Clamp(digits, Math.Max(1, (int)number.Scale), LargestPrecision), Scale = number.Scale };
    }

    private static long Microseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}
