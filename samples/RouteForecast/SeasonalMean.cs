namespace RouteForecast;

/// <summary>The mean of the same weekday in the last weeks: the seasonal naive method with some smoothing (Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., 5.2, https://otexts.com/fpp3/simple-methods.html).</summary>
internal static class SeasonalMean
{
    public const int Week = 7, MostWeeks = 8, TestDays = 4 * Week;

    /// <summary>The forecast of one day.</summary>
    /// <param name="history">Figures by day.</param>
    /// <param name="ahead">How many days after the last of them, from 1.</param>
    /// <param name="weeks">Weeks to average.</param>
    public static double Forecast(ReadOnlySpan<long> history, int ahead, int weeks)
    {
        int latest = history.Length - 1 + ahead - (ahead + Week - 1) / Week * Week;
        long sum = 0;
        for (int week = 0; week < weeks; week++) sum += history[latest - week * Week];
        return (double)sum / weeks;
    }

    /// <summary>The number of weeks with the smallest mean absolute error of the next day's forecast, over the last days of the history.</summary>
    public static int BestWeeks(ReadOnlySpan<long> history)
    {
        int best = 1;
        double least = double.PositiveInfinity;
        for (int weeks = 1; weeks <= MostWeeks; weeks++)
        {
            double error = 0;
            for (int day = history.Length - TestDays; day < history.Length; day++) error += Math.Abs(history[day] - Forecast(history[..day], 1, weeks));
            if (error < least) (best, least) = (weeks, error);
        }
        return best;
    }
}
