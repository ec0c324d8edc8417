namespace Microbenchmark.Reporting;

/// <summary>What Ray 2.60.0 (Python 3.11) does by its own microbenchmark on a machine with 2 cores and 24 GiB.</summary>
internal static class RayFigures
{
    private static readonly Dictionary<string, (double Mean, double Sd)> _figures = new()
    {
        ["single client get calls"] = (8602, 1128),
        ["single client put calls"] = (1677, 142),
        ["multi client put calls"] = (1102, 40),
        ["single client put gigabytes"] = (6.78, 7.84),
        ["single client tasks and get batch"] = (1.65, 0.11),
        ["multi client put gigabytes"] = (9.59, 2.7),
        ["single client get object containing 10k refs"] = (11.96, 1.6),
        ["single client wait 1k refs"] = (1.59, 0.11),
        ["single client tasks sync"] = (489, 22),
        ["single client tasks async"] = (1510, 155),
        ["multi client tasks async"] = (1577, 68),
        ["1:1 actor calls sync"] = (1023, 103),
        ["1:1 actor calls async"] = (3390, 428),
        ["1:1 actor calls concurrent"] = (4511, 568),
        ["1:n actor calls async"] = (3794, 171),
        ["n:n actor calls async"] = (3263, 285),
        ["n:n actor calls with arg async"] = (1121, 94),
        ["1:1 async-actor calls sync"] = (177, 87),
        ["1:1 async-actor calls async"] = (1659, 120),
        ["1:1 async-actor calls with args async"] = (1272, 180),
        ["1:n async-actor calls async"] = (1750, 149),
        ["n:n async-actor calls async"] = (1677, 47),
    };

    public static (double Mean, double Sd)? Of(string name) => _figures.TryGetValue(name, out var figure) ? figure : null;
}
