namespace FlightForecast.Models;

/// <summary>How well a model did: mean absolute error, and mean absolute percentage error over the days that are not 0.</summary>
internal readonly record struct Score(ModelFamily Family, string Model, double Mae, double Mape, int Forecasts)
{
    public static Score Better(Score one, Score other) => other.Mae < one.Mae ? other : one;
}
