using System.Globalization;
using System.IO.Compression;

namespace FlightForecast;

/// <summary>Reads the daily figures that ship with the sample. Airports and routes with a day without flights are left out.</summary>
internal static class DailyFlights
{
    public static string ShippedFile => Path.Combine(AppContext.BaseDirectory, "data", "daily-flights.csv.gz");

    /// <summary>The busiest airports, then the busiest routes; of each the flights and the delays.</summary>
    public static DailyBatches Read(string path, int airports, int routes)
    {
        using var text = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return Parse(text, airports, routes);
    }

    public static DailyBatches Parse(TextReader text, int airports, int routes)
    {
        var rows = ReadRows(text).ToList();
        int days = rows.Select(row => row.Day).Distinct().Count();
        var places = rows.GroupBy(row => (row.Origin, row.Destination)).Where(place => place.Count() == days).ToArray();
        var chosen = places.Where(place => place.Key.Destination == "").Take(airports).Concat(places.Where(place => place.Key.Destination != "").Take(routes));
        return DailyBatches.Of(chosen.Select(place => PlaceOf(place.Key, [.. place.OrderBy(row => row.Day)])));
    }

    private static (string Name, double[] Flights, double[] Delays) PlaceOf((string Origin, string Destination) place, Row[] rows) =>
        (place.Destination == "" ? place.Origin : $"{place.Origin}-{place.Destination}", Array.ConvertAll(rows, row => row.Flights), Array.ConvertAll(rows, row => row.Delay));

    private static IEnumerable<Row> ReadRows(TextReader text)
    {
        text.ReadLine();
        while (text.ReadLine() is { } line)
        {
            if (line.Split(',') is not [var origin, var destination, var day, var flights, var delay])
                throw new InvalidDataException($"A line of daily figures has five columns, not '{line}'.");
            yield return new Row(origin, destination, DateOnly.Parse(day, CultureInfo.InvariantCulture), Number(flights), Number(delay));
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private readonly record struct Row(string Origin, string Destination, DateOnly Day, double Flights, double Delay);
}
