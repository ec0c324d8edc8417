using System.Globalization;
using Microbenchmark.Measuring;

namespace Microbenchmark.Reporting;

/// <summary>The figures beside Ray's, a line each, as they come.</summary>
internal sealed class TextTable(TextWriter output)
{
    public void Head() =>
        output.WriteLine($"{"measure",-45} {"RaySharp",26} {"Ray 2.60",16} {"ratio",8} {"p50 us",9} {"p99 us",9} {"worst us",10}");

    public void Add(Figure figure)
    {
        var ray = RayFigures.Of(figure.Name);
        var calls = figure.Latencies;
        output.WriteLine(
            $"{figure.Name,-45} {$"{Number(figure.Mean)} ± {Number(figure.Sd)} {figure.Unit,-5}",26} {(ray is { } r ? $"{Number(r.Mean)} ± {Number(r.Sd)}" : ""),16} " +
            $"{(ray is { } other ? Number(figure.Mean / other.Mean) + "x" : ""),8} {Time(calls?.Microseconds(0.5)),9} {Time(calls?.Microseconds(0.99)),9} {Time(calls?.WorstMicroseconds),10}");
    }

    public void Failed(string name, Exception why) => output.WriteLine($"{name,-45} FAILED: {why.GetType().Name}: {why.Message.ReplaceLineEndings(" ")}");

    private static string Time(double? microseconds) => microseconds is { } value ? Number(value) : "";

    private static string Number(double value) => value.ToString(value >= 100 ? "N0" : "0.##", CultureInfo.InvariantCulture);
}
