using System.Globalization;

namespace FlightForecast;

/// <summary>What the command line says.</summary>
internal sealed record Settings(int Airports, int Routes, bool Verify)
{
    public const string Usage = "usage: FlightForecast [--quick] [--airports N] [--no-verify]";

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
                "--airports" => settings with { Airports = Count(args.ElementAtOrDefault(++i)) },
                var other => throw new FormatException($"'{other}' is no option. {Usage}"),
            };
        }
        return settings;
    }

    private static int Count(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
            ? count
            : throw new FormatException($"--airports takes a number of 1 or more, not '{text}'. {Usage}");
}
