using Apache.Arrow;
using Apache.Arrow.Types;
using RaySharp;

namespace RouteForecast;

/// <summary>What runs on the executors.</summary>
internal static partial class RouteJobs
{
    private static readonly Schema _schema = new Schema.Builder()
        .Field(static field => field.Name("origin").DataType(StringType.Default).Nullable(false))
        .Field(static field => field.Name("destination").DataType(StringType.Default).Nullable(false))
        .Field(static field => field.Name("day").DataType(Date32Type.Default).Nullable(false))
        .Field(static field => field.Name("ahead").DataType(Int32Type.Default).Nullable(false))
        .Field(static field => field.Name("weeks").DataType(Int32Type.Default).Nullable(false))
        .Field(static field => field.Name("flights").DataType(DoubleType.Default).Nullable(false))
        .Build();

    /// <summary>Forecasts each route.</summary>
    /// <param name="routes">A row for each route: origin, destination, the last day, and the flights of each day up to it.</param>
    /// <param name="days">Days to forecast.</param>
    /// <returns>A row for each route and day.</returns>
    [RayRemote]
    public static RecordBatch Forecast(RecordBatch routes, int days)
    {
        var origins = (StringArray)routes.Column("origin");
        var destinations = (StringArray)routes.Column("destination");
        var lastDays = (Date32Array)routes.Column("last_day");
        var flights = (ListArray)routes.Column("flights");
        StringArray.Builder origin = new(), destination = new();
        Date32Array.Builder day = new();
        Int32Array.Builder ahead = new(), weeks = new();
        DoubleArray.Builder forecast = new();
        for (int route = 0; route < routes.Length; route++)
        {
            using var values = (Int64Array)flights.GetSlicedValues(route);
            int best = SeasonalMean.BestWeeks(values.Values);
            for (int next = 1; next <= days; next++)
            {
                origin.Append(origins.GetString(route));
                destination.Append(destinations.GetString(route));
                day.Append(lastDays.GetDateTime(route)!.Value.AddDays(next));
                ahead.Append(next);
                weeks.Append(best);
                forecast.Append(SeasonalMean.Forecast(values.Values, next, best));
            }
        }
        return new RecordBatch(_schema, [origin.Build(), destination.Build(), day.Build(), ahead.Build(), weeks.Build(), forecast.Build()], routes.Length * days);
    }
}
