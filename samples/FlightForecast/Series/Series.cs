using Apache.Arrow;

namespace FlightForecast;

internal enum Measure
{
    Flights,
    Delay,
}

/// <summary>One figure a day of an airport or a route, without gaps: some rows of one column of a batch.</summary>
/// <param name="Name">The airport, or both of the route.</param>
/// <param name="Measure">Which column.</param>
/// <param name="Batch">Which batch.</param>
/// <param name="FirstRow">Where it begins.</param>
/// <param name="Days">How many rows it has.</param>
internal readonly record struct Series(string Name, Measure Measure, int Batch, int FirstRow, int Days)
{
    /// <summary>The figures where the batch has them, without a copy: keep the batch alive while they are used.</summary>
    public ReadOnlySpan<double> ValuesIn(RecordBatch batch) => ((DoubleArray)batch.Column((int)Measure)).Values.Slice(FirstRow, Days);
}
