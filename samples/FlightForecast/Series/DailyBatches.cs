using Apache.Arrow;
using Apache.Arrow.Types;

namespace FlightForecast;

/// <summary>The figures of many places, a row for each place and day: a column for each <see cref="Measure"/>, in its order.</summary>
internal sealed class DailyBatches
{
    private const int PlacesInBatch = 64;    // some hundred KiB: large enough to lie in the object store
    private static readonly Schema _schema = new([.. Enum.GetNames<Measure>().Select(name => new Field(name, DoubleType.Default, nullable: false))], null);
    private readonly List<RecordBatch> _batches = [];
    private readonly List<Series> _series = [];

    private DailyBatches() { }

    public IReadOnlyList<RecordBatch> Batches => _batches;

    public IReadOnlyList<Series> Series => _series;

    /// <summary>Of each place its name, flights and delays, a day after the other.</summary>
    public static DailyBatches Of(IEnumerable<(string Name, double[] Flights, double[] Delays)> places)
    {
        var made = new DailyBatches();
        foreach (var chunk in places.Chunk(PlacesInBatch)) made.Add(chunk);
        return made;
    }

    private void Add((string Name, double[] Flights, double[] Delays)[] places)
    {
        int rows = 0;
        foreach (var (name, flights, _) in places)
        {
            foreach (var measure in Enum.GetValues<Measure>()) _series.Add(new Series(name, measure, _batches.Count, rows, flights.Length));
            rows += flights.Length;
        }
        _batches.Add(new RecordBatch(_schema, [Column(places.SelectMany(place => place.Flights)), Column(places.SelectMany(place => place.Delays))], rows));
    }

    private static DoubleArray Column(IEnumerable<double> values) => new DoubleArray.Builder().AppendRange(values).Build();
}
