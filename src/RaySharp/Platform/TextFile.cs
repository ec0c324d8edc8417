namespace RaySharp.Platform;

/// <summary>The small text files by which Linux tells about itself.</summary>
internal static class TextFile
{
    /// <summary>Empty when the file is missing, may not be read, or its process has ended meanwhile.</summary>
    public static string ReadOrEmpty(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>What stands behind the name at the beginning of a line, or nothing.</summary>
    public static string ValueOf(string text, string name)
    {
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
                return line[name.Length..].Trim().ToString();
        }
        return "";
    }
}
