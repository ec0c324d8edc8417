using System.Globalization;
using FlightForecast.Models;
using Spectre.Console;

namespace FlightForecast.Display;

/// <summary>The best models of the busiest airports.</summary>
internal static class Report
{
    public static Table Of(Work work, Score[] best, int airports)
    {
        var table = new Table().RoundedBorder().Title("Errors of forecasts for a week, from every day since March").Caption("HW α/β/γ: Holt-Winters, weekly season")
            .AddColumns("airport", "best for flights a day", "MAE", "MAPE", "best for delay", "MAE min");
        for (int i = 0; i + 1 < work.Series.Count && table.Rows.Count < airports; i += 2)
        {
            var (flights, delay) = (best[i], best[i + 1]);
            table.AddRow(work.Series[i].Name, flights.Model, Number(flights.Mae), $"{Number(100 * flights.Mape)} %", delay.Model, Number(delay.Mae));
        }
        return table;
    }

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
