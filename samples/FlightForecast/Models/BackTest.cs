namespace FlightForecast.Models;

/// <summary>A rolling back-test: stand on every day after the first weeks, tell the week that follows, compare.</summary>
internal static class BackTest
{
    public const int FirstOrigin = 56;
    public const int Horizon = 7;

    public static Score Best(ReadOnlySpan<double> values, Candidate candidate)
    {
        Score? best = null;
        foreach (var model in candidate.Models())
        {
            var score = Run(values, model, candidate.Family);
            best = best is { } before ? Score.Better(before, score) : score;
        }
        return best ?? throw new ArgumentException($"The family {candidate.Family} has no models.", nameof(candidate));
    }

    public static Score Run(ReadOnlySpan<double> values, IForecaster model, ModelFamily family)
    {
        if (values.Length < FirstOrigin + Horizon)
            throw new ArgumentException($"A back-test needs at least {FirstOrigin + Horizon} days, not {values.Length}.", nameof(values));

        Span<double> forecast = stackalloc double[Horizon];
        double absolute = 0, relative = 0;
        int forecasts = 0, relatives = 0;
        for (int origin = FirstOrigin; origin <= values.Length - Horizon; origin++)
        {
            model.Forecast(values[..origin], forecast);
            for (int day = 0; day < Horizon; day++)
            {
                double actual = values[origin + day], error = Math.Abs(forecast[day] - actual);
                absolute += error;
                forecasts++;
                if (actual == 0) continue;
                relative += error / Math.Abs(actual);
                relatives++;
            }
        }
        return new Score(family, model.Name, absolute / forecasts, relatives == 0 ? 0 : relative / relatives, forecasts);
    }
}
