using System.Diagnostics;
using FlightForecast;
using FlightForecast.Display;
using FlightForecast.Models;
using RaySharp;
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

var work = new Work(DailyFlights.Read(DailyFlights.ShippedFile, settings.Airports, settings.Routes), [.. Candidate.All]);
Console.WriteLine($"{work.Series.Count:N0} series in {work.Data.Batches.Count} batches x {work.Candidates.Length} pieces of the model grid = {work.Count:N0} tasks");

var clock = Stopwatch.StartNew();
Score[] scores;
await using (await Ray.StartAsync())
{
    IProgressView view = Console.IsOutputRedirected ? new PlainView(Console.Out) : new LiveView(AnsiConsole.Console);
    scores = await Distributed.RunAsync(work, view);
}
var distributed = clock.Elapsed;

AnsiConsole.Write(Report.Of(work, work.BestOf(scores), airports: 12));
Console.WriteLine($"distributed run: {distributed.TotalSeconds:F1} s on {Environment.ProcessorCount} CPUs, start of the workers included");
if (!settings.Verify) return 0;

clock.Restart();
bool equal = scores.AsSpan().SequenceEqual(work.RunSequentially());
Console.WriteLine($"sequential run: {(equal ? "equal" : "DIFFERENT")} ({clock.Elapsed.TotalSeconds:F1} s in this process)");
return equal ? 0 : 1;
