using Apache.Arrow;
using Apache.Arrow.Types;

namespace FlightForecast.Tests;

public sealed class FlightCountTests
{
    private static readonly Schema _schema = new(
        [new("date", new TimestampType(TimeUnit.Microsecond, (string?)null), true), new("delay", Int64Type.Default, true), new("origin", StringType.Default, true), new("destination", StringType.Default, true)], null);

    [Fact]
    public void Flights_are_added_up_by_route_and_day_and_those_without_date_or_delay_are_left_out()
    {
        var counted = FlightCount.Of(Flights(("2001-01-01T05:00", 10, "AAA", "BBB"), ("2001-01-01T23:59", -4, "AAA", "BBB"), ("2001-01-02T00:00", 1, "AAA", "BBB"), (null, 5, "AAA", "BBB"), ("2001-01-01T05:00", null, "BBB", "AAA"), ("2001-01-01T05:00", 7, "BBB", "AAA")));

        Assert.Equal([("AAA-BBB", "2001-01-01", 2, 6L), ("AAA-BBB", "2001-01-02", 1, 1L), ("BBB-AAA", "2001-01-01", 1, 7L)],
            counted.Select(count => (count.Route.ToString(), DateOnly.FromDayNumber(count.Day).ToString("yyyy-MM-dd"), count.Flights, count.Delay)));
    }

    [Fact]
    public void A_code_that_has_not_three_letters_is_refused() =>
        Assert.Contains("three letters, not 4", Assert.Throws<InvalidDataException>(() => FlightCount.Of(Flights(("2001-01-01", 0, "AAAA", "BBB")))).Message);

    [Fact]
    public void Counts_of_parts_make_the_figures_of_the_busiest_airports_and_routes()
    {
        var first = FlightCount.Of(Flights(("2001-01-01", 10, "AAA", "BBB"), ("2001-01-01", 20, "AAA", "CCC"), ("2001-01-01", 3, "BBB", "AAA"), ("2001-01-02", 1, "AAA", "BBB")));
        var second = FlightCount.Of(Flights(("2001-01-02", 2, "AAA", "BBB"), ("2001-01-02", 5, "BBB", "AAA"), ("2001-01-02", 5, "CCC", "AAA"), ("2001-07-01", 5, "CCC", "AAA")));

        var data = DailyTotals.Of([.. first, .. second], airports: 1, routes: 2);

        Assert.Equal(["AAA", "AAA", "AAA-BBB", "AAA-BBB", "BBB-AAA", "BBB-AAA"], data.Series.Select(series => series.Name));
        Assert.Equal([[2, 2], [15, 1.5], [1, 2], [10, 1.5], [1, 1], [3, 5]], data.Series.Select(series => series.ValuesIn(data.Batches[series.Batch]).ToArray()));
    }

    private static RecordBatch Flights(params (string? Date, long? Delay, string Origin, string Destination)[] flights)
    {
        var dates = new TimestampArray.Builder((TimestampType)_schema.FieldsList[0].DataType);
        var delays = new Int64Array.Builder();
        StringArray.Builder origins = new(), destinations = new();
        foreach (var (date, delay, origin, destination) in flights)
        {
            if (date is null) dates.AppendNull();
            else dates.Append(DateTimeOffset.Parse(date + (date.Contains('T') ? "Z" : "T00:00Z")));
            if (delay is null) delays.AppendNull();
            else delays.Append(delay.Value);
            origins.Append(origin);
            destinations.Append(destination);
        }
        return new RecordBatch(_schema, [dates.Build(), delays.Build(), origins.Build(), destinations.Build()], flights.Length);
    }
}
