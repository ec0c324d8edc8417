using System.Runtime.InteropServices;
using Apache.Arrow;

namespace FlightForecast;

/// <summary>Adds single flights up by route and day.</summary>
internal static class FlightCount
{
    private static readonly int _firstDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>Of the flights with date and delay, those of each route on each day.</summary>
    /// <param name="flights">As <see cref="FlightFile"/> reads them.</param>
    public static RouteDay[] Of(RecordBatch flights)
    {
        var dates = (TimestampArray)flights.Column(0);
        var delays = (Int64Array)flights.Column(1);
        int[] origins = Codes(flights.Column(2)), destinations = Codes(flights.Column(3));
        var totals = new Dictionary<(Route Route, int Day), (int Flights, long Delay)>();
        for (int row = 0; row < flights.Length; row++)
        {
            if (dates.IsNull(row) || delays.IsNull(row)) continue;
            int day = _firstDay + (int)(dates.Values[row] / (TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond));
            var route = new Route(origins[row], destinations[row]);
            ref var total = ref CollectionsMarshal.GetValueRefOrAddDefault(totals, (route, day), out _);
            total = (total.Flights + 1, total.Delay + delays.Values[row]);
        }
        GC.KeepAlive(flights);
        return [.. totals.Select(total => new RouteDay(total.Key.Route, total.Key.Day, total.Value.Flights, total.Value.Delay))];
    }

    private static int[] Codes(IArrowArray column) => column switch
    {
        StringArray text => [.. Enumerable.Range(0, text.Length).Select(row => Route.CodeOf(text.GetBytes(row)))],
        LargeStringArray text => [.. Enumerable.Range(0, text.Length).Select(row => Route.CodeOf(text.GetBytes(row)))],
        _ => throw new InvalidDataException($"A column of airports has text, not {column.Data.DataType.Name}."),
    };
}
