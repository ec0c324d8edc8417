namespace FlightForecast.Models;

internal enum ModelFamily
{
    SeasonalNaive,
    MovingAverage,
    Smoothing,
    HoltWinters,
}
