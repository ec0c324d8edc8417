using System.Globalization;
using System.Text;
using RaySharp.Platform;

namespace RaySharp.Hosting;

/// <summary>How much of its machine's memory a node on Spark may count on: Spark's books hold none for it.</summary>
internal static class SparkMemory
{
    /// <summary>Spark's default for what an executor takes beside its heap (<c>spark.executor.memoryOverheadFactor</c>).</summary>
    private const double HeapOverhead = 1.1;

    private const long Least = 75L << 20;

    /// <param name="coresPerNode">How many of an executor's cores a node takes.</param>
    public static long OfThisNode(int coresPerNode) => PerNode(new MemoryLimits().Read().Limit, ExecutorsHere(), coresPerNode);

    /// <summary>What the executors' heaps leave, divided by the nodes that there may be. Where they leave too little, a little: it may be that they do not use it.</summary>
    /// <param name="limit">Bytes of the machine, or of the container.</param>
    /// <param name="executors">The executors there.</param>
    /// <param name="coresPerNode">How many of an executor's cores a node takes.</param>
    public static long PerNode(long limit, IReadOnlyList<ExecutorProcess> executors, int coresPerNode)
    {
        long left = limit - (long)(executors.Sum(static executor => executor.Heap) * HeapOverhead);
        int nodes = executors.Sum(executor => Math.Max(1, (executor.Cores ?? 1) / Math.Max(1, coresPerNode)));
        return Math.Max(Least, left / Math.Max(1, nodes));
    }

    /// <summary>As Java's -Xmx has it: 1g, 512M, 65536k, or bytes; 0: it is none.</summary>
    public static long JavaSize(string text)
    {
        int shift = text.Length == 0 ? 0 : char.ToLowerInvariant(text[^1]) switch { 'k' => 10, 'm' => 20, 'g' => 30, 't' => 40, _ => 0 };
        return long.TryParse(shift == 0 ? text : text[..^1], CultureInfo.InvariantCulture, out long number) ? number << shift : 0;
    }

    /// <summary>What an executor's command line says of it.</summary>
    public static ExecutorProcess Read(IReadOnlyList<string> words)
    {
        long heap = JavaSize(words.LastOrDefault(static word => word.StartsWith("-Xmx", StringComparison.Ordinal))?[4..] ?? "");
        int at = words.ToList().IndexOf("--cores");
        return new ExecutorProcess(at >= 0 && at + 1 < words.Count && int.TryParse(words[at + 1], CultureInfo.InvariantCulture, out int cores) ? cores : null, heap);
    }

    /// <summary>The one above this process, and others on its machine, as far as they can be seen.</summary>
    private static List<ExecutorProcess> ExecutorsHere()
    {
        int parent = Libc.ParentId();
        List<ExecutorProcess> executors = [];
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)) continue;
            string[] words = CommandLine(folder);
            if (pid == parent || Array.Exists(words, static word => word.StartsWith("org.apache.spark.", StringComparison.Ordinal) && word.EndsWith("ExecutorBackend", StringComparison.Ordinal)))
                executors.Add(Read(words));
        }
        return executors;
    }

    private static string[] CommandLine(string folder)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder, "cmdline"))).Split('\0');
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];      // it ended meanwhile
        }
    }
}

/// <summary>An executor, as its command line tells.</summary>
/// <param name="Cores">The cores that Spark lends there; null: it does not say.</param>
/// <param name="Heap">Bytes that its heap may take; 0: it does not say.</param>
internal readonly record struct ExecutorProcess(int? Cores, long Heap);
