using System.Globalization;

namespace FlightForecast;

/// <summary>What the command line says.</summary>
internal sealed record Settings(int Airports, int Routes, bool Verify, string? Flights = null, string? Spark = null, int Nodes = 2)
{
    public const string Usage = "usage: FlightForecast [--quick] [--airports N] [--flights FILE.parquet] [--spark sc://HOST:PORT [--nodes N]] [--no-verify]";

    private static readonly Settings _full = new(Airports: 200, Routes: 130, Verify: true);

    public static Settings Parse(IReadOnlyList<string> args)
    {
        var settings = args.Contains("--quick") ? _full with { Airports = 20, Routes = 10 } : _full;
        for (int i = 0; i < args.Count; i++)
        {
            settings = args[i] switch
            {
                "--quick" => settings,
                "--no-verify" => settings with { Verify = false },
                "--airports" => settings with { Airports = Count("--airports", args.ElementAtOrDefault(++i)) },
                "--spark" => settings with { Spark = args.ElementAtOrDefault(++i) ?? throw new FormatException($"--spark takes the address of a Spark Connect server. {Usage}") },
                "--nodes" => settings with { Nodes = Count("--nodes", args.ElementAtOrDefault(++i)) },
                "--flights" => settings with { Flights = ExistingFile(args.ElementAtOrDefault(++i)) },
                var other => throw new FormatException($"'{other}' is no option. {Usage}"),
            };
        }
        return settings;
    }

    private static string ExistingFile(string? path) =>
        File.Exists(path) ? path : throw new FormatException($"--flights takes a Parquet file of single flights; there is no file '{path}'. {Usage}");

    private static int Count(string option, string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
            ? count
            : throw new FormatException($"{option} takes a number of 1 or more, not '{text}'. {Usage}");
}
