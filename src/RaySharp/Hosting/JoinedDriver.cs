using System.Net;
using System.Net.Sockets;
using RaySharp.Core;
using RaySharp.Logs;
using RaySharp.Messages;
using RaySharp.Runtime;
using RaySharp.Security;
using RaySharp.Wire;
using RaySharp.Worker;

namespace RaySharp.Hosting;

/// <summary>A program that joined a cluster as one more driver: a node without CPUs, with a store of its own.</summary>
internal sealed class JoinedDriver : IAsyncDisposable
{
    /// <summary>Bytes of a store that is never used.</summary>
    public const long LeastStore = 64L << 20;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);
    private readonly NodeIdentity _identity;
    private readonly JoinedNode _node;
    private readonly LogPrinter _printer;
    private readonly UnobservedLog _unobserved;
    private readonly string _runFolder;
    private int _disposed;

    private JoinedDriver(JoinFile file, HostPort head, NodeAdmission admission, NodeSettings settings, RayOptions options)
    {
        _identity = NodeIdentity.Decode(admission.Identity);
        _runFolder = SessionFiles.Create();
        SessionFiles.Remember(_runFolder, Environment.ProcessId);
        _printer = new LogPrinter(options.ShutdownTimeout);
        var logger = new RuntimeLogger(_printer, options.LoggerFactory?.CreateLogger(TaskLogger.RuntimeCategory));
        HostPort? address = null;
        try
        {
            address = options.HeadAddress is { } own ? HostPort.Parse(own, "RayOptions.HeadAddress") : new HostPort(NodeJoining.LocalAddressTo(head.Host, head.Port), 0);
            var seat = new NodeSeat(admission.Number, new ProcessId(admission.Head), file.ClusterId, admission.Secret) { Identity = _identity, Door = NodeDoor.At(address.Value), Job = admission.Number };
            _node = new JoinedNode(seat, new DnsEndPoint(head.Host, head.Port), settings, _runFolder, "driver", logger, new LogReceiver(_printer, options), null);
        }
        catch (Exception fault)
        {
            _printer.Dispose();
            _identity.Dispose();
            SessionFiles.Remove(_runFolder);
            if ((fault as SocketException ?? fault.InnerException as SocketException) is not { } socket) throw;
            throw new ClusterConnectionException($"This program cannot listen for the cluster's nodes at {address?.Host ?? "its own address"} (RayOptions.HeadAddress): {socket.Message}. Give an address of this machine that the nodes can reach, or none for that by which it reaches the head.", fault);
        }
        _unobserved = new UnobservedLog(logger, _node.Host.Core.Unobserved);
        Runtime = new CoreRuntime(_node.Host.Core, DisposeAsync);
        Lost = LoseAsync($"The head of cluster {file.ClusterId} at {head}");
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    public CoreRuntime Runtime { get; }

    /// <summary>Ends when the cluster is gone and everybody has heard of it.</summary>
    public Task Lost { get; }

    public NodeHost Host => _node.Host;

    /// <param name="address">Where the head is; null: where the join file says.</param>
    /// <param name="options">How this program works, and the join file.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<JoinedDriver> ConnectAsync(string? address, RayOptions options, CancellationToken cancel)
    {
        ProcessRole.RequireProgram();
        RequireJoinable(options);
        var file = JoinFile.Read(options.JoinFile!);
        var head = address is null ? new HostPort(file.Host, file.Port) : HostPort.Parse(address, "The address of the head");
        if (head.Port == 0) head = head with { Port = file.Port };
        var settings = NodeSettings.Of(options) with { Cpus = 0, GpuIds = [], Memory = 0, Resources = null };
        settings.Require();     // said before anybody is asked
        var program = await Task.Run(() => JobProgram.OfThis(settings), cancel).ConfigureAwait(false);
        var admission = await AskAsync(file, head, program, options.JoinFile!, cancel).ConfigureAwait(false);
        var driver = new JoinedDriver(file, head, admission, settings, options);
        try
        {
            await driver._node.StartAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            await driver.DisposeAsync().ConfigureAwait(false);
            if (fault is IOException or SocketException or NodeDiedException) throw new ClusterConnectionException($"The head at {head} let this program join, but then could not be reached: {fault.Message}", fault);
            throw;
        }
        RuntimeScope.Add(driver.Runtime);
        return driver;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        RuntimeScope.Remove(Runtime);
        await _node.DisposeAsync().ConfigureAwait(false);
        _unobserved.Dispose();
        await Task.Run(_printer.Dispose).ConfigureAwait(false);
        _identity.Dispose();
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        SessionFiles.Remove(_runFolder);
    }

    /// <summary>Asks the head of a detached cluster to end; ends when the head's link does, after its nodes.</summary>
    public async Task EndClusterAsync(CancellationToken cancel)
    {
        var core = _node.Host.Core;
        core.Peers.Send(core.Head, new ClusterEnd());
        await _node.Unlinked.WaitAsync(cancel).ConfigureAwait(false);
    }

    private static void RequireJoinable(RayOptions options)
    {
        if (string.IsNullOrEmpty(options.JoinFile))
            throw new ArgumentException("RayOptions.JoinFile is not set. Name the file that the program which started the cluster wrote: it proves that this one may join.", nameof(options));
        string? lent = options.Cpus is not null ? nameof(options.Cpus) : options.Gpus is not null ? nameof(options.Gpus) : options.Memory is not null ? nameof(options.Memory) : options.Resources is not null ? nameof(options.Resources)
            : options.LocalNodes > 0 ? nameof(options.LocalNodes) : options.InProcess ? nameof(options.InProcess) : null;
        if (lent is not null)
            throw new ArgumentException($"RayOptions.{lent} is set, but a program that joins a cluster runs no tasks: they run on the cluster's nodes. Leave it out, or start a cluster with Ray.StartAsync.", nameof(options));
    }

    private static async Task<NodeAdmission> AskAsync(JoinFile file, HostPort head, JobProgram program, string joinFile, CancellationToken cancel)
    {
        var application = new NodeApplication(ClusterDoor.Version, null, Environment.MachineName, Environment.ProcessId) { Program = program };
        var join = new RemoteJoin { Head = NodeJoining.EndPointOf(head.Host, head.Port), Authority = file.Authority, ClusterId = file.ClusterId, Role = HelloBody.DriverNewcomer, Secret = file.Secret, Timeout = _patience, ReplyTimeout = _patience };
        NodeAdmission admission;
        try
        {
            admission = NodeAdmission.Decode(await join.AskAsync(application.Encode(), cancel).ConfigureAwait(false));
        }
        catch (JoinException fault)
        {
            throw fault.Failure switch
            {
                JoinFailure.Secret => new AuthenticationException($"{fault.Message} The join file may be an older cluster's.", fault),
                JoinFailure.Certificate or JoinFailure.Cluster => new ClusterConnectionException($"{fault.Message} The join file is stale: another cluster is at {head} now. Take the file that it wrote.", fault),
                JoinFailure.Version => new ClusterMismatchException(fault.Message, fault),
                JoinFailure.Unreachable => new ClusterConnectionException($"{fault.Message} The cluster of the join file may have ended.{LogOf(joinFile)}", fault),
                _ => new ClusterConnectionException(fault.Message, fault),
            };
        }
        if (admission.Refusal is not { } refusal) return admission;
        string text = $"The head at {head} does not let this program join: {refusal}.";
        throw admission.IsMismatch ? new ClusterMismatchException(text) : new ClusterConnectionException(text);
    }

    /// <summary>A detached head that crashed left its log.</summary>
    private static string LogOf(string joinFile) => File.Exists(HeadLog.PathFor(joinFile)) ? $" What its head said last stands in '{HeadLog.PathFor(joinFile)}'." : "";

    private async Task LoseAsync(string head)
    {
        var end = await _node.Ended.ConfigureAwait(false);
        if (Volatile.Read(ref _disposed) != 0) return;
        _node.Host.Core.ClusterLost(end.IsVoid ? $"{head} is gone: {end.Reason}. What ran there is lost; connect again when it is up." : $"{head} has ended the cluster: {end.Reason}.");
    }

    /// <summary>The program ends without having disposed the runtime.</summary>
    private void OnProcessExit(object? sender, EventArgs e)
    {
        _node.Host.KillWorkers();
        _printer.Dispose();
        SessionFiles.Remove(_runFolder);
    }
}
