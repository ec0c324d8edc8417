using System.Globalization;

namespace RaySharp.Tests.Cluster;

/// <summary>The port at which a process of this machine listens, as the kernel has it.</summary>
internal static class Listener
{
    private const string Listening = "0A";

    public static int Of(int pid)
    {
        var sockets = Directory.EnumerateFiles($"/proc/{pid}/fd").Select(static file => new FileInfo(file).LinkTarget).ToHashSet();
        return File.ReadLines($"/proc/{pid}/net/tcp").Skip(1).Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words[3] == Listening && sockets.Contains($"socket:[{words[9]}]"))
            .Select(static words => int.Parse(words[1].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).Single();
    }
}
