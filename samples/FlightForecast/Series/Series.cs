namespace FlightForecast;

enum Measure
{
    Flights,
    Delay,
}

/// <summary>One figure a day, without gaps.</summary>
sealed record Series(string Name, Measure Measure, double[] Values);
