using RaySharp;

namespace Microbenchmark;

/// <summary>What the command line says.</summary>
internal sealed record Settings(string? Only, string? Json, bool Sockets, bool Quick)
{
    public const string Usage = "usage: Microbenchmark [--only TEXT] [--json FILE] [--sockets] [--quick]";

    public int Rounds => 4;

    public TimeSpan WarmUp => Quick ? TimeSpan.FromSeconds(0.5) : TimeSpan.FromSeconds(1);

    public TimeSpan Round => Quick ? TimeSpan.FromSeconds(0.5) : TimeSpan.FromSeconds(2);

    public Transport Transport => Sockets ? Transport.Sockets : Transport.Default;

    public static Settings Parse(IReadOnlyList<string> args)
    {
        var settings = new Settings(null, null, false, false);
        for (int i = 0; i < args.Count; i++)
        {
            settings = args[i] switch
            {
                "--only" => settings with { Only = Value(args, ++i) },
                "--json" => settings with { Json = Value(args, ++i) },
                "--sockets" => settings with { Sockets = true },
                "--quick" => settings with { Quick = true },
                var other => throw new FormatException($"'{other}' is no option. {Usage}"),
            };
        }
        return settings;
    }

    private static string Value(IReadOnlyList<string> args, int i) => i < args.Count ? args[i] : throw new FormatException($"{args[i - 1]} takes a value. {Usage}");
}
