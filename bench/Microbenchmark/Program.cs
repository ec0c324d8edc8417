using Microbenchmark;
using Microbenchmark.Benchmarks;
using Microbenchmark.Measuring;
using Microbenchmark.Reporting;
using RaySharp.Texts;

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

Console.WriteLine($"{CountText.Of(Environment.ProcessorCount, "core")}, .NET {Environment.Version}, {settings.Describe()}{(settings.Quick ? ", quick" : "")}");
Console.WriteLine("Get and put calls are in-process figures: values up to 100 KiB live on the heap of their owner, larger ones in the shared store, where all of Ray's go.");
var table = new TextTable(Console.Out);
var figures = new List<Figure>();
int failed = 0;
table.Head();
foreach (var benchmark in BenchmarkTable.All)
{
    if (settings.Only is { } only && !benchmark.Name.Contains(only, StringComparison.OrdinalIgnoreCase)) continue;
    if (benchmark.IsOfOneNode && settings.IsApart) continue;
    try
    {
        foreach (var figure in await benchmark.RunAsync(settings))
        {
            figures.Add(figure);
            table.Add(figure);
        }
    }
    catch (Exception e)
    {
        failed++;
        table.Failed(benchmark.Name, e);
    }
}
await Clusters.EndAsync();
if (settings.Json is { } path) JsonFile.Write(path, figures);
return failed == 0 ? 0 : 1;
