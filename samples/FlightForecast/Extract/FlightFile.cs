using ParquetSharp;

namespace FlightForecast.Extract;

/// <summary>Reads single flights and adds them up by day: of each airport that they leave, and of each route.</summary>
internal static class FlightFile
{
    public static Dictionary<SeriesKey, SortedDictionary<DateOnly, DayTotal>> Read(string path, DateOnly lastDay)
    {
        var days = new Dictionary<SeriesKey, SortedDictionary<DateOnly, DayTotal>>();
        using var file = new ParquetFileReader(path);
        for (int group = 0; group < file.FileMetaData.NumRowGroups; group++)
        {
            using var rows = file.RowGroup(group);
            int count = checked((int)rows.MetaData.NumRows);
            var dates = Column<DateTime?>(file, rows, "date", count);
            var delays = Column<long?>(file, rows, "delay", count);
            var origins = Column<string>(file, rows, "origin", count);
            var destinations = Column<string>(file, rows, "destination", count);
            for (int i = 0; i < count; i++)
            {
                if (dates[i] is not { } date || delays[i] is not { } delay) continue;
                var day = DateOnly.FromDateTime(date);
                if (day > lastDay) continue;
                Add(days, new SeriesKey(origins[i], ""), day, delay);
                Add(days, new SeriesKey(origins[i], destinations[i]), day, delay);
            }
        }
        return days;
    }

    private static T[] Column<T>(ParquetFileReader file, RowGroupReader rows, string name, int count)
    {
        var schema = file.FileMetaData.Schema;
        int index = Enumerable.Range(0, schema.NumColumns).First(i => schema.Column(i).Name == name);
        using var column = rows.Column(index).LogicalReader<T>();
        return column.ReadAll(count);
    }

    private static void Add(Dictionary<SeriesKey, SortedDictionary<DateOnly, DayTotal>> days, SeriesKey key, DateOnly day, long delay)
    {
        if (!days.TryGetValue(key, out var series)) days.Add(key, series = []);
        var total = series.GetValueOrDefault(day);
        series[day] = new DayTotal(total.Flights + 1, total.Delay + delay);
    }
}

/// <summary>An airport (no destination), or a route.</summary>
internal readonly record struct SeriesKey(string Origin, string Destination);

internal readonly record struct DayTotal(int Flights, long Delay);
