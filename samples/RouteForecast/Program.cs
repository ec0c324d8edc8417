using System.Diagnostics;
using Apache.Arrow;
using RaySharp;
using RaySharp.Spark;
using RouteForecast;

const int days = 14;
Settings settings;
try
{
    settings = Settings.Parse(args);
}
catch (FormatException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}

var clock = Stopwatch.StartNew();
await using var session = await SparkSession.ConnectAsync(settings.Spark);
await session.SetSettingAsync("spark.sql.execution.arrow.maxRecordsPerBatch", "200");     // routes a task
await session.Sql(Queries.RouteDays(settings.Flights)).CreateTempViewAsync("route_days");

RecordBatch[] forecasts;
await using (var ray = await RayOnSpark.SetupAsync(session, new SparkClusterOptions { MaxWorkerNodes = settings.Nodes, Progress = new Progress<string>(Console.Error.WriteLine) }))
{
    List<ObjectRef<RecordBatch>> results = [];
    await foreach (var routes in session.Sql(Queries.Routes).ToObjectRefsAsync(ray)) results.Add(RouteJobs.Remote.On(ray).Forecast(routes, days));
    forecasts = await Ray.WhenAll(results);
}
Console.WriteLine($"{forecasts.Length} tasks made {forecasts.Sum(static batch => batch.Length):N0} forecasts of {days} days on {settings.Nodes} nodes of Spark: {clock.Elapsed.TotalSeconds:F1} s, set-up included");

await session.CreateDataFrame(forecasts).Write.Format(settings.Format).Mode(SaveMode.Overwrite).SaveAsTableAsync(settings.Table);
var check = (await session.Sql(Queries.Check(settings.Table)).FirstRowAsync())!.Value;
long count = check.Get<long>("forecasts"), missing = check.Get<long>("missing");
double difference = check.Get<double>("difference");
bool isEqual = count == forecasts.Sum(static batch => batch.Length) && missing == 0 && difference < 1e-9;
Console.WriteLine($"table {settings.Table} ({settings.Format}): {count:N0} forecasts, by Spark SQL {(isEqual ? "equal" : $"DIFFERENT: {missing} are missing, the others differ by up to {difference}")}");
Console.WriteLine(await session.Sql($"SELECT origin, destination, round(sum(flights), 1) AS flights FROM {settings.Table} GROUP BY ALL ORDER BY flights DESC, origin LIMIT 5").ShowAsync());
return isEqual ? 0 : 1;
