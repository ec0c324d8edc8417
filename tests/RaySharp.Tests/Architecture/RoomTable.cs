namespace RaySharp.Tests.Architecture;

/// <summary>The table of rooms in docs/architecture.md.</summary>
internal static class RoomTable
{
    private const string Head = "| room | may use |";

    public static string RepositoryRoot { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>Of each room the rooms that it may use.</summary>
    public static Dictionary<string, HashSet<string>> Read(string markdown)
    {
        string[] lines = markdown.Split('\n', StringSplitOptions.TrimEntries);
        int head = Array.IndexOf(lines, Head);
        if (head < 0) throw new FormatException($"docs/architecture.md has no line '{Head}'.");
        return lines.Skip(head + 2).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => cells[1].Trim('`'), cells => cells[2].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(room => room.Trim('`')).ToHashSet());
    }

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "RaySharp.sln")) ? folder
        : Path.GetDirectoryName(folder) is { } parent ? FindRoot(parent)
        : throw new DirectoryNotFoundException($"No folder above '{AppContext.BaseDirectory}' holds RaySharp.sln.");
}
