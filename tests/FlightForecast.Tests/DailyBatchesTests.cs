namespace FlightForecast.Tests;

public sealed class DailyBatchesTests
{
    [Fact]
    public void Many_places_are_spread_over_batches_and_every_series_is_found_again()
    {
        (string Name, double[] Flights, double[] Delays)[] places = [.. Enumerable.Range(0, 150).Select(i => ($"P{i}", new double[] { i, i + 0.5 }, new double[] { -i, 0.25 }))];

        var data = DailyBatches.Of(places);

        Assert.Equal([128, 128, 44], data.Batches.Select(batch => batch.Length));
        Assert.Equal(
            places.SelectMany(place => new[] { (place.Name, Measure.Flights), (place.Name, Measure.Delay) }),
            data.Series.Select(series => (series.Name, series.Measure)));
        Assert.Equal(
            places.SelectMany(place => new[] { place.Flights, place.Delays }),
            data.Series.Select(series => series.ValuesIn(data.Batches[series.Batch]).ToArray()));
    }
}
