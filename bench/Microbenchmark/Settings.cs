using System.Globalization;
using RaySharp;
using RaySharp.Texts;

namespace Microbenchmark;

/// <summary>What the command line says.</summary>
internal sealed record Settings
{
    public const string Usage = "usage: Microbenchmark [--only TEXT] [--json FILE] [--sockets] [--quick] [--nodes N] [--spark sc://HOST:PORT]";

    public string? Only { get; init; }

    public string? Json { get; init; }

    public bool Sockets { get; init; }

    public bool Quick { get; init; }

    /// <summary>How many nodes apart the tasks run on; 0: on this program's own, or one where <see cref="Spark"/> hosts it.</summary>
    public int Nodes { get; init; }

    /// <summary>The Spark that hosts the nodes.</summary>
    public string? Spark { get; init; }

    public int Rounds => 4;

    /// <summary>Ray's warms up for a second; what is compiled again while it runs needs more until it is as fast as it stays.</summary>
    public TimeSpan WarmUp => Quick ? TimeSpan.FromSeconds(0.5) : TimeSpan.FromSeconds(3);

    public TimeSpan Round => Quick ? TimeSpan.FromSeconds(0.5) : TimeSpan.FromSeconds(2);

    public Transport Transport => Sockets ? Transport.Sockets : Transport.Default;

    /// <summary>Whether tasks run on nodes apart from this program.</summary>
    public bool IsApart => Nodes > 0 || Spark is not null;

    public string Describe() => (Spark, Nodes) switch
    {
        (not null, _) => $"{CountText.Of(Math.Max(1, Nodes), "node")} that Spark hosts, over TLS",
        (null, > 0) => $"{CountText.Of(Nodes, "node")} apart on this machine, over TLS",
        _ => $"workers in processes of their own, {(Sockets ? "sockets" : "rings in shared memory")}",
    };

    public static Settings Parse(IReadOnlyList<string> args)
    {
        Settings settings = new();
        for (int i = 0; i < args.Count; i++)
        {
            settings = args[i] switch
            {
                "--only" => settings with { Only = Value(args, ++i) },
                "--json" => settings with { Json = Value(args, ++i) },
                "--sockets" => settings with { Sockets = true },
                "--quick" => settings with { Quick = true },
                "--nodes" => settings with { Nodes = Count(args, ++i) },
                "--spark" => settings with { Spark = Value(args, ++i) },
                var other => throw new FormatException($"'{other}' is no option. {Usage}"),
            };
        }
        return settings;
    }

    private static string Value(IReadOnlyList<string> args, int i) => i < args.Count ? args[i] : throw new FormatException($"{args[i - 1]} takes a value. {Usage}");

    private static int Count(IReadOnlyList<string> args, int i) =>
        int.TryParse(Value(args, i), NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0 ? count : throw new FormatException($"{args[i - 1]} takes a number of 1 or more, not '{args[i]}'. {Usage}");
}
