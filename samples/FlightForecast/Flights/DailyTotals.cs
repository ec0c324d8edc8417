namespace FlightForecast;

/// <summary>Makes daily figures of counted flights: of the busiest airports that flights leave, and of the busiest routes.</summary>
internal static class DailyTotals
{
    private static readonly int _lastWholeDay = new DateOnly(2001, 6, 30).DayNumber;   // six flights of the day after are all that the file has

    /// <summary>Places with a day without flights are left out.</summary>
    public static DailyBatches Of(IEnumerable<RouteDay> counted, int airports, int routes)
    {
        var known = counted.Where(count => count.Day <= _lastWholeDay).ToList();
        int days = known.Select(count => count.Day).Distinct().Count();
        var busiestAirports = Busiest(known, count => Route.NameOf(count.Route.Origin), days).Take(airports);
        var busiestRoutes = Busiest(known, count => count.Route.ToString(), days).Take(routes);
        return DailyBatches.Of(busiestAirports.Concat(busiestRoutes));
    }

    private static IEnumerable<(string Name, double[] Flights, double[] Delays)> Busiest(List<RouteDay> counted, Func<RouteDay, string> placeOf, int days) => counted
        .GroupBy(placeOf)
        .Select(place => (Name: place.Key, Days: ByDay(place)))
        .Where(place => place.Days.Length == days)
        .OrderByDescending(place => place.Days.Sum(day => day.Flights)).ThenBy(place => place.Name, StringComparer.Ordinal)
        .Select(place => (place.Name, Array.ConvertAll(place.Days, day => (double)day.Flights), Array.ConvertAll(place.Days, day => (double)day.Delay / day.Flights)));

    private static (int Flights, long Delay)[] ByDay(IEnumerable<RouteDay> place) =>
        [.. place.GroupBy(count => count.Day).OrderBy(day => day.Key).Select(day => (day.Sum(count => count.Flights), day.Sum(count => count.Delay)))];
}
