using System.Globalization;
using System.IO.Compression;

namespace FlightForecast.Extract;

/// <summary>Writes the daily figures: all airports, then the busiest routes.</summary>
internal static class DailyFile
{
    public static int Write(string path, Dictionary<SeriesKey, SortedDictionary<DateOnly, DayTotal>> days, int routes)
    {
        var busiestFirst = days.OrderByDescending(series => series.Value.Values.Sum(day => day.Flights)).ThenBy(series => series.Key.ToString(), StringComparer.Ordinal).ToArray();
        var airports = busiestFirst.Where(series => series.Key.Destination == "");
        var chosen = busiestFirst.Where(series => series.Key.Destination != "").Take(routes);

        using var text = new StreamWriter(new GZipStream(File.Create(path), CompressionLevel.SmallestSize));
        text.Write("origin,destination,date,flights,delay\n");
        int rows = 0;
        foreach (var (key, series) in airports.Concat(chosen))
        {
            foreach (var (day, total) in series)
            {
                string mean = ((double)total.Delay / total.Flights).ToString("0.#", CultureInfo.InvariantCulture);
                text.Write(string.Create(CultureInfo.InvariantCulture, $"{key.Origin},{key.Destination},{day:yyyy-MM-dd},{total.Flights},{mean}\n"));
                rows++;
            }
        }
        return rows;
    }
}
