namespace RaySharp.Tests.Architecture;

/// <summary>Finds out whether arrows run in a circle.</summary>
internal static class Circles
{
    /// <summary>The nodes of a circle, in its order; empty where there is none.</summary>
    public static IReadOnlyList<string> First(IEnumerable<(string From, string To)> arrows)
    {
        var next = arrows.Distinct().ToLookup(arrow => arrow.From, arrow => arrow.To);
        HashSet<string> done = [];
        List<string> way = [];
        foreach (string start in next.Select(from => from.Key).Order())
        {
            if (Walk(start, next, done, way)) return way;
        }
        return [];
    }

    private static bool Walk(string node, ILookup<string, string> next, HashSet<string> done, List<string> way)
    {
        if (done.Contains(node)) return false;
        int before = way.IndexOf(node);
        way.Add(node);
        if (before >= 0)
        {
            way.RemoveRange(0, before);
            return true;
        }
        foreach (string to in next[node].Order())
        {
            if (Walk(to, next, done, way)) return true;
        }
        way.RemoveAt(way.Count - 1);
        done.Add(node);
        return false;
    }
}
