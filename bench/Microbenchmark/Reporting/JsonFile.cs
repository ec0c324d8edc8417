using System.Text.Json;
using Microbenchmark.Measuring;

namespace Microbenchmark.Reporting;

/// <summary>Writes the figures in the form of Ray's own results: a key and [mean, standard deviation].</summary>
internal static class JsonFile
{
    public static void Write(string path, IEnumerable<Figure> figures)
    {
        using var file = File.Create(path);
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        foreach (var figure in figures)
        {
            json.WriteStartArray(figure.Key);
            json.WriteNumberValue(figure.Mean);
            json.WriteNumberValue(figure.Sd);
            json.WriteEndArray();
            if (figure.Latencies is not { } calls) continue;
            json.WriteNumber($"{figure.Key}_p50_us", calls.Microseconds(0.5));
            json.WriteNumber($"{figure.Key}_p99_us", calls.Microseconds(0.99));
            json.WriteNumber($"{figure.Key}_worst_us", calls.WorstMicroseconds);
        }
        json.WriteEndObject();
    }
}
