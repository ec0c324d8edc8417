namespace FlightForecast;

internal enum Measure
{
    Flights,
    Delay,
}

/// <summary>One figure a day, without gaps.</summary>
internal sealed record Series(string Name, Measure Measure, double[] Values);
