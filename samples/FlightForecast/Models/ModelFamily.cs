namespace FlightForecast.Models;

enum ModelFamily
{
    SeasonalNaive,
    MovingAverage,
    Smoothing,
    HoltWinters,
}
