using System.Globalization;

namespace RouteForecast;

/// <summary>What the command line says.</summary>
internal sealed record Settings(string? Spark, string Flights, int Nodes, string Table, string Format)
{
    public const string Usage = "usage: RouteForecast --flights FILE.parquet [--spark sc://HOST:PORT] [--nodes N] [--table NAME] [--format delta|parquet]    FILE as Spark sees it";

    public static Settings Parse(IReadOnlyList<string> args)
    {
        Settings settings = new(null, "", 2, "route_forecasts", "delta");
        for (int i = 0; i < args.Count; i += 2)
        {
            string value = args.ElementAtOrDefault(i + 1) ?? throw new FormatException($"{args[i]} takes a value. {Usage}");
            settings = args[i] switch
            {
                "--spark" => settings with { Spark = value },
                "--flights" => settings with { Flights = File.Exists(value) ? Path.GetFullPath(value) : value },
                "--nodes" => settings with { Nodes = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int nodes) && nodes > 0 ? nodes : throw new FormatException($"--nodes takes a number of 1 or more, not '{value}'. {Usage}") },
                "--table" => settings with { Table = value },
                "--format" => settings with { Format = value },
                var other => throw new FormatException($"'{other}' is no option. {Usage}"),
            };
        }
        return settings.Flights.Length > 0 ? settings : throw new FormatException($"--flights is missing. {Usage}");
    }
}
