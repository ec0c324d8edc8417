namespace RouteForecast;

/// <summary>What Spark does.</summary>
internal static class Queries
{
    /// <summary>The flights of each route on each day, zeros included.</summary>
    public static string RouteDays(string file) => $"""
        WITH flown AS (SELECT origin, destination, CAST(date AS DATE) AS day, count(*) AS flights FROM parquet.`{file}` GROUP BY ALL),
             calendar AS (SELECT explode(sequence(min(day), max(day))) AS day FROM flown),
             routes AS (SELECT DISTINCT origin, destination FROM flown)
        SELECT origin, destination, day, coalesce(flights, 0) AS flights
        FROM routes CROSS JOIN calendar LEFT JOIN flown USING (origin, destination, day)
        """;

    /// <summary>A row for each route, so that no batch cuts one in two.</summary>
    public const string Routes = """
        SELECT origin, destination, max(day) AS last_day, transform(array_sort(collect_list(struct(day, flights))), each -> each.flights) AS flights
        FROM route_days GROUP BY origin, destination
        """;

    /// <summary>The same forecasts, by Spark itself: how many there are, how many of them it does not find, and by how much the others differ at most.</summary>
    public static string Check(string table) => $"""
        WITH again AS (
            SELECT f.origin, f.destination, f.day, avg(d.flights) AS flights
            FROM {table} f JOIN route_days d ON d.origin = f.origin AND d.destination = f.destination
                AND datediff(f.day, d.day) % 7 = 0 AND datediff(f.day, d.day) DIV 7 BETWEEN ceil(f.ahead / 7) AND ceil(f.ahead / 7) + f.weeks - 1
            GROUP BY ALL)
        SELECT count(*) AS forecasts, count_if(again.flights IS NULL) AS missing, coalesce(max(abs(f.flights - again.flights)), 0) AS difference
        FROM {table} f LEFT JOIN again USING (origin, destination, day)
        """;
}
