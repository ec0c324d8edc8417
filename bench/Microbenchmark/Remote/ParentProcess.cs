using System.Globalization;

namespace Microbenchmark.Remote;

/// <summary>Who started this process: a worker's node.</summary>
internal static class ParentProcess
{
    /// <remarks>The fourth field of /proc/self/stat (proc(5)); the second, the name in brackets, may hold anything.</remarks>
    public static int Id
    {
        get
        {
            string stat = File.ReadAllText("/proc/self/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
    }
}
