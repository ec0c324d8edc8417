using System.Diagnostics;
using RaySharp.Hosting;

namespace RaySharp;

/// <summary>A cluster whose head has a process of its own: programs join and leave it, and it goes on until <see cref="ShutdownAsync"/>, or until its process gets SIGTERM.</summary>
public sealed class DetachedCluster
{
    private readonly JoinFile _file;
    private readonly Process? _process;

    private DetachedCluster(string joinFile, JoinFile file, Process? process)
    {
        JoinFile = joinFile;
        _file = file;
        _process = process;
    }

    /// <summary>The file by which programs join; only this user can read it.</summary>
    public string JoinFile { get; }

    /// <summary>The log file of the head, on its machine: what it warns of, which nodes come and go, and why it ended if it was not asked to. Each line with its time in UTC. Beside the join file, for this user only; it goes with the cluster, to <see cref="RayOptions.CollectLogsTo"/> where that is set, and stays after a crash.</summary>
    public string LogFile => HeadLog.PathFor(JoinFile);

    /// <summary>Where the head is.</summary>
    public string Address => new HostPort(_file.Host, _file.Port).ToString();

    /// <summary>The head's number on this machine; null where another program started it.</summary>
    internal int? HeadProcessId => _process?.Id;

    /// <summary>The cluster of a join file.</summary>
    /// <param name="joinFile">The file that was named when the cluster was started.</param>
    /// <exception cref="ArgumentException">That cluster is not detached: it ends with the program that started it.</exception>
    /// <exception cref="ClusterConnectionException">The file cannot be read, or is none.</exception>
    /// <exception cref="AuthenticationException">Others can read the file.</exception>
    public static DetachedCluster Open(string joinFile)
    {
        ArgumentException.ThrowIfNullOrEmpty(joinFile);
        var file = Hosting.JoinFile.Read(joinFile);
        if (!file.IsDetached) throw new ArgumentException($"The cluster of '{joinFile}' is not detached: it ends with the program that started it. Join it with Ray.ConnectAsync.", nameof(joinFile));
        return new DetachedCluster(Path.GetFullPath(joinFile), file, null);
    }

    /// <summary>Joins it. As <see cref="Ray.ConnectAsync"/>, with its join file.</summary>
    /// <param name="options">How this program works; null for all defaults.</param>
    /// <param name="cancel">Ends the attempt.</param>
    /// <returns>The runtime; disposing it does not end the cluster.</returns>
    public Task<RayRuntime> ConnectAsync(RayOptions? options = null, CancellationToken cancel = default) => Ray.ConnectAsync(null, (options ?? new RayOptions()) with { JoinFile = JoinFile }, cancel);

    /// <summary>Ends the cluster, whoever is joined to it.</summary>
    /// <param name="cancel">Ends the wait, not the shutdown.</param>
    /// <returns>Ends when its nodes are gone.</returns>
    /// <exception cref="ClusterConnectionException">It cannot be reached: it has ended already, or another cluster has its address.</exception>
    public async Task ShutdownAsync(CancellationToken cancel = default)
    {
        var driver = await JoinedDriver.ConnectAsync(null, new RayOptions { JoinFile = JoinFile, ObjectStoreMemory = JoinedDriver.LeastStore }, cancel).ConfigureAwait(false);
        await using (driver.ConfigureAwait(false)) await driver.EndClusterAsync(cancel).ConfigureAwait(false);
        if (_process is not null) await _process.WaitForExitAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Starts one, and waits until it is ready.</summary>
    internal static async Task<DetachedCluster> StartAsync(HeadKind kind, string order, string joinFile, IProgress<string>? progress, CancellationToken cancel)
    {
        ProcessRole.RequireProgram();
        var process = await HeadProcess.StartAsync(kind, order, HeadLog.PathFor(joinFile), progress, cancel).ConfigureAwait(false);
        return new DetachedCluster(joinFile, Hosting.JoinFile.Read(joinFile), process);
    }
}
