namespace FlightForecast.Tests;

public sealed class DailyFlightsTests
{
    private const string Text = """
        origin,destination,date,flights,delay
        AAA,,2001-01-01,10,1.5
        AAA,,2001-01-02,20,-2
        BBB,,2001-01-01,5,0
        AAA,BBB,2001-01-01,3,4
        AAA,BBB,2001-01-02,4,5
        """;

    [Fact]
    public void Places_with_a_day_without_flights_are_left_out() =>
        Assert.Equal(["AAA", "AAA", "AAA-BBB", "AAA-BBB"], DailyFlights.Parse(new StringReader(Text), 10, 10).Series.Select(series => series.Name));

    [Fact]
    public void Each_place_has_its_flights_and_its_delays()
    {
        var data = DailyFlights.Parse(new StringReader(Text), 1, 1);

        double[][] values = [.. data.Series.Select(series => series.ValuesIn(data.Batches[series.Batch]).ToArray())];

        Assert.Equal([[10, 20], [1.5, -2], [3, 4], [4, 5]], values);
    }

    [Fact]
    public void The_shipped_file_holds_half_a_year_of_the_busiest_airports()
    {
        var series = DailyFlights.Read(DailyFlights.ShippedFile, 3, 0).Series;

        Assert.Equal(["ORD", "DFW", "ATL"], series.Where(s => s.Measure == Measure.Flights).Select(s => s.Name));
        Assert.All(series, s => Assert.Equal(181, s.Days));
    }
}
