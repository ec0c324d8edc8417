using System.Security.Cryptography;
using System.Text;

namespace RaySharp.Hosting;

/// <summary>A program's folder, as nodes compare them.</summary>
internal static class CodeFolder
{
    /// <summary>The script that starts a node on a Spark executor: there beside the program, and no part of it.</summary>
    public const string Launcher = "raysharp-launch.sh";

    /// <summary>The code id: the same for folders with the same files. Takes as long as reading them does.</summary>
    /// <exception cref="WorkerStartException">A file cannot be read.</exception>
    public static string Hash(string folder)
    {
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (string name in Files(folder))
            {
                using var content = File.OpenRead(Path.Combine(folder, name));
                hash.AppendData(Encoding.UTF8.GetBytes($"{name}\0{content.Length}\0"));
                hash.AppendData(SHA256.HashData(content));
            }
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new WorkerStartException($"The program's folder '{folder}' could not be read, so it is not known which code it is: {fault.Message} Keep files that change apart from the program.", fault);
        }
    }

    /// <summary>Its files, by their names below it, in the order that all nodes have in common.</summary>
    public static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'))
        .Where(static name => name != Launcher)
        .Order(StringComparer.Ordinal);
}
