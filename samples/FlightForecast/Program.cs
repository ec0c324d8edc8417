using System.Diagnostics;
using FlightForecast;
using FlightForecast.Display;
using FlightForecast.Models;
using RaySharp;
using RaySharp.Spark;
using Spectre.Console;

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
Work work;
Score[] scores;
await using (await StartAsync())
{
    work = new Work(settings.Flights is { } file ? Daily(await Distributed.CountAsync(FlightFile.ReadAsync(file))) : Shipped(), [.. Candidate.All]);
    Console.WriteLine($"{work.Series.Count:N0} series (record batches: {work.Data.Batches.Count}) x {work.Candidates.Length} pieces of the model grid = {work.Count:N0} tasks");
    IProgressView view = Console.IsOutputRedirected ? new PlainView(Console.Out) : new LiveView(AnsiConsole.Console);
    scores = await Distributed.RunAsync(work, view);
}
var distributed = clock.Elapsed;

AnsiConsole.Write(Report.Of(work, work.BestOf(scores), airports: 12));
Console.WriteLine($"distributed run: {distributed.TotalSeconds:F1} s on {(settings.Spark is null ? $"{Environment.ProcessorCount} CPUs" : $"{settings.Nodes} nodes of Spark")}, reading and start of the workers included");
if (!settings.Verify) return 0;

clock.Restart();
var again = work with { Data = settings.Flights is { } flights ? Daily(await CountHereAsync(flights)) : Shipped() };
bool equal = scores.AsSpan().SequenceEqual(again.RunSequentially()) && work.Series.SequenceEqual(again.Series);
Console.WriteLine($"sequential run: {(equal ? "equal" : "DIFFERENT")} ({clock.Elapsed.TotalSeconds:F1} s in this process)");
return equal ? 0 : 1;

async Task<RayRuntime> StartAsync() => settings.Spark is { } spark
    ? await RayOnSpark.SetupAsync(spark, new SparkClusterOptions { MaxWorkerNodes = settings.Nodes, Progress = new Progress<string>(Console.Error.WriteLine) })
    : await Ray.StartAsync();

DailyBatches Shipped() => DailyFlights.Read(DailyFlights.ShippedFile, settings.Airports, settings.Routes);

DailyBatches Daily(IEnumerable<RouteDay> counted) => DailyTotals.Of(counted, settings.Airports, settings.Routes);

static async Task<List<RouteDay>> CountHereAsync(string file)
{
    List<RouteDay> counted = [];
    await foreach (var batch in FlightFile.ReadAsync(file))
    {
        using (batch) counted.AddRange(FlightCount.Of(batch));
    }
    return counted;
}
