namespace FlightForecast;

/// <summary>The flights of a route on one day.</summary>
/// <param name="Route">From where, and to where.</param>
/// <param name="Day">As <see cref="DateOnly.DayNumber"/>.</param>
/// <param name="Flights">How many.</param>
/// <param name="Delay">Their minutes late at arrival, together.</param>
internal readonly record struct RouteDay(Route Route, int Day, int Flights, long Delay);

/// <summary>Two airports by their IATA codes, three letters each: numbers are faster keys than text.</summary>
internal readonly record struct Route(int Origin, int Destination)
{
    public static int CodeOf(ReadOnlySpan<byte> letters) => letters.Length == 3
        ? letters[0] << 16 | letters[1] << 8 | letters[2]
        : throw new InvalidDataException($"An airport has a code of three letters, not {letters.Length}.");

    public static string NameOf(int code) => $"{(char)(code >> 16)}{(char)(code >> 8 & 0xff)}{(char)(code & 0xff)}";

    public override string ToString() => $"{NameOf(Origin)}-{NameOf(Destination)}";
}
