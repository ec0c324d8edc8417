namespace RaySharp.Messages;

/// <summary>What a process is started with beyond the ordinary, as one text that also tells two of them apart.</summary>
internal static class ProcessEnvironment
{
    private const char Separator = '\0';

    /// <summary>Empty where nothing is asked for.</summary>
    /// <exception cref="ArgumentException">A name or value cannot be an environment variable.</exception>
    public static string Encode(IReadOnlyDictionary<string, string>? variables, string? workingDirectory)
    {
        if (variables is null or { Count: 0 } && workingDirectory is null) return "";
        List<string> parts = [workingDirectory ?? ""];
        foreach (var (name, value) in (variables ?? new Dictionary<string, string>()).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (name.Length == 0 || name.Contains('=') || name.Contains(Separator) || value.Contains(Separator))
                throw new ArgumentException($"'{name}' cannot be an environment variable: a name is not empty and has no '=', and neither it nor the value has a zero character.");
            parts.Add($"{name}={value}");
        }
        return string.Join(Separator, parts);
    }

    public static (string? WorkingDirectory, IReadOnlyList<KeyValuePair<string, string>> Variables) Decode(string text)
    {
        if (text.Length == 0) return (null, []);
        string[] parts = text.Split(Separator);
        return (parts[0].Length == 0 ? null : parts[0], [.. parts.Skip(1).Select(part => part.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1]))]);
    }
}
