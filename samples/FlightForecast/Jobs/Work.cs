using FlightForecast.Models;

namespace FlightForecast;

/// <summary>All that is to be done: every series with every piece of the grid. The order is the same wherever it runs.</summary>
internal sealed record Work(DailyBatches Data, Candidate[] Candidates)
{
    public IReadOnlyList<Series> Series => Data.Series;

    public int Count => Series.Count * Candidates.Length;

    public Score[] RunSequentially() => [.. Series.SelectMany(series => Candidates.Select(candidate => BackTest.Best(series.ValuesIn(Data.Batches[series.Batch]), candidate)))];

    /// <summary>The best score of each series.</summary>
    public Score[] BestOf(Score[] scores) => [.. scores.Chunk(Candidates.Length).Select(ofSeries => ofSeries.Aggregate(Score.Better))];
}
