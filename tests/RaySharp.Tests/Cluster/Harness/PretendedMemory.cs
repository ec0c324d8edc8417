using RaySharp.Platform;

namespace RaySharp.Tests.Cluster;

/// <summary>What a memory monitor reads instead of the machine's memory: 16 GiB, of which a test says how many are in use.</summary>
internal sealed class PretendedMemory : IDisposable
{
    private const long Total = 16 << 20;
    private readonly string _root = Directory.CreateTempSubdirectory("raysharp-memory-").FullName;

    public PretendedMemory()
    {
        Directory.CreateDirectory(Path.Combine(_root, "proc"));
        Use(percent: 10);
        Limits = new MemoryLimits(_root);
    }

    public MemoryLimits Limits { get; }

    public void Use(int percent)
    {
        string file = Path.Combine(_root, "proc/meminfo");
        File.WriteAllText(file + ".new", $"MemTotal: {Total} kB\nMemAvailable: {Total / 100 * (100 - percent)} kB\n");
        File.Move(file + ".new", file, overwrite: true);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
