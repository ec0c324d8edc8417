using System.Globalization;
using System.Text.Json;
using RaySharp.Platform;
using RaySharp.Texts;

namespace RaySharp.Hosting;

/// <summary>The GPUs of a Spark executor, divided among the nodes that it runs: each holds a lock on a file for each of its devices, in the executor's folder. They are free when their holder is gone, however it ended.</summary>
internal sealed class SparkGpus : IDisposable
{
    private const string ResourcesOption = "--resourcesFile", LockPrefix = "raysharp-gpu-";
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(50), _longestPause = TimeSpan.FromSeconds(1);
    private readonly List<FileStream> _locks;

    private SparkGpus(List<FileStream> locks, string[] ids)
    {
        _locks = locks;
        Ids = ids;
    }

    /// <summary>As CUDA_VISIBLE_DEVICES names them.</summary>
    public string[] Ids { get; }

    /// <summary>Takes as many as the node lends. A node that ends may hold some still: it is waited for.</summary>
    /// <param name="count">How many.</param>
    /// <param name="folder">The executor's folder.</param>
    /// <param name="addresses">Those of the executor, see <see cref="AddressesOfExecutor"/>.</param>
    /// <param name="patience">How long it waits.</param>
    /// <param name="stop">The process is to end.</param>
    /// <returns>What it holds; null: the process is to end.</returns>
    /// <exception cref="WorkerStartException">There are fewer.</exception>
    public static async Task<SparkGpus?> ClaimAsync(int count, string folder, IReadOnlyList<string> addresses, TimeSpan patience, CancellationToken stop)
    {
        if (addresses.Count < count)
            throw new WorkerStartException($"This node is to lend {CountText.Of(count, "GPU")} (SparkClusterOptions.GpusPerWorkerNode), but its executor has {Describe(addresses)}. Ask for less, or give the executors more (spark.executor.resource.gpu.amount).");
        using var time = new CancellationTokenSource(patience);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(time.Token, stop);
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var end = both.Token.Register(over.SetResult);
        int found = 0;
        for (var pause = _firstPause; !both.IsCancellationRequested; pause = pause * 2 < _longestPause ? pause * 2 : _longestPause)
        {
            var (locks, taken) = TryTake(count, folder, addresses);
            if (taken.Count == count) return new SparkGpus(locks, [.. taken.Select(static address => Visible(address, Environment.GetEnvironmentVariable(GpuIds.Variable)))]);
            locks.ForEach(static held => held.Dispose());
            found = taken.Count;
            await over.Task.WaitAsync(pause, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        if (stop.IsCancellationRequested) return null;
        throw new WorkerStartException($"This node is to lend {CountText.Of(count, "GPU")}, but of its executor's ({Describe(addresses)}) other nodes hold all but {found}. "
            + "Let Spark place fewer nodes on an executor: set spark.task.resource.gpu.amount to SparkClusterOptions.GpusPerWorkerNode.");
    }

    /// <summary>Those that Spark gave to the executor above this process, where it says so in its command line; else those of the machine.</summary>
    /// <exception cref="WorkerStartException">What Spark wrote cannot be read.</exception>
    public static string[] AddressesOfExecutor() => ResourcesFile($"/proc/{Libc.ParentId().ToString(CultureInfo.InvariantCulture)}/cmdline") is { } file ? ReadAddresses(file) : GpuIds.Numbers(GpuIds.OfThisMachine().Length);

    /// <summary>The file that a command line names; null: none.</summary>
    public static string? ResourcesFile(string commandLine)
    {
        try
        {
            string[] words = File.ReadAllText(commandLine).Split('\0');
            int option = Array.IndexOf(words, ResourcesOption);
            return option >= 0 && option + 1 < words.Length ? words[option + 1] : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What Spark wrote there: <c>[{"id":{"componentName":"spark.executor","resourceName":"gpu"},"addresses":["0","1"]}]</c>.</summary>
    /// <exception cref="WorkerStartException">It cannot be read.</exception>
    public static string[] ReadAddresses(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (var resource in json.RootElement.EnumerateArray())
            {
                if (resource.GetProperty("id").GetProperty("resourceName").GetString() == "gpu")
                    return [.. resource.GetProperty("addresses").EnumerateArray().Select(static address => address.GetString()!)];
            }
            return [];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new WorkerStartException($"Spark's list of the executor's GPUs, '{file}', cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>Where the variable is set already, addresses are places in its list.</summary>
    /// <exception cref="WorkerStartException">There is no such place.</exception>
    public static string Visible(string address, string? variable)
    {
        if (GpuIds.Parse(variable) is not { } list) return address;
        if (int.TryParse(address, NumberStyles.None, CultureInfo.InvariantCulture, out int place) && place < list.Length) return list[place];
        return list.Contains(address) ? address
            : throw new WorkerStartException($"Spark gave the executor the GPU '{address}', but its {GpuIds.Variable} is '{variable}', which has no such place. Let the executors' discovery script number the devices of that list from 0 on, or unset the variable.");
    }

    public void Dispose() => _locks.ForEach(static held => held.Dispose());

    private static (List<FileStream> Locks, List<string> Taken) TryTake(int count, string folder, IReadOnlyList<string> addresses)
    {
        List<FileStream> locks = [];
        List<string> taken = [];
        foreach (string address in addresses)
        {
            if (taken.Count == count) break;
            try
            {
                locks.Add(new FileStream(Path.Combine(folder, LockPrefix + Uri.EscapeDataString(address)), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
                taken.Add(address);
            }
            catch (IOException)
            {
                // Another node's.
            }
        }
        return (locks, taken);
    }

    private static string Describe(IReadOnlyList<string> addresses) => addresses.Count == 0 ? "none" : $"{addresses.Count}: {string.Join(", ", addresses)}";
}
