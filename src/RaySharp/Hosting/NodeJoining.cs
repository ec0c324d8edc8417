using System.Net;
using System.Net.Sockets;
using RaySharp.Wire;
using RaySharp.Worker;

namespace RaySharp.Hosting;

/// <summary>How a process comes to be a node of a cluster.</summary>
internal static class NodeJoining
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(50), _longestPause = TimeSpan.FromSeconds(1);

    /// <summary>For a machine that answers but where nobody listens, and for a name that is not known: the head is there before its nodes are asked for, so that it has ended, or its address means nothing here.</summary>
    private static readonly TimeSpan _refusedPatience = TimeSpan.FromSeconds(3);

    /// <summary>Asks the head until it is let in, or nothing was heard of it for too long: it may not be there yet, or the place be taken by a node that is about to be found lost.</summary>
    /// <param name="config">Where the head is.</param>
    /// <param name="joinSecret">What it wants proved.</param>
    /// <param name="stop">The process is to end.</param>
    /// <returns>The admission; null: the process is to end.</returns>
    /// <exception cref="WorkerStartException">It was refused, or the head cannot be reached.</exception>
    public static async Task<NodeAdmission?> AskAsync(NodeConfig config, byte[] joinSecret, CancellationToken stop)
    {
        var share = config.IsSparkTask ? SparkShare.OfThisProcess(config.Share) : null;
        var join = new RemoteJoin { Head = EndPointOf(config.HeadHost, config.HeadPort), Authority = config.Authority, ClusterId = config.ClusterId, Secret = joinSecret };
        using var time = new CancellationTokenSource(config.JoinPatience);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(time.Token, stop);
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var end = patience.Token.Register(over.SetResult);
        var pause = _firstPause;
        string last = "it did not answer in time";
        long start = TimeProvider.System.GetTimestamp();
        long? refusedSince = null;
        while (!patience.IsCancellationRequested)
        {
            try
            {
                var application = new NodeApplication(ClusterDoor.Version, config.Slot, Environment.MachineName, Environment.ProcessId, share);
                var admission = NodeAdmission.Decode(await join.AskAsync(application.Encode(), patience.Token).ConfigureAwait(false));
                if (admission.WatchedPid > 0 && !SessionFiles.IsAlive(admission.WatchedPid)) share = share! with { MissingPid = admission.WatchedPid };
                else if (admission.Refusal is null) return admission;
                else if (!admission.MayRetry) throw new WorkerStartException($"The head at {config.HeadHost}:{config.HeadPort} does not let this process be a node: {admission.Refusal}.");
                last = admission.Refusal ?? $"process {admission.WatchedPid}, for which this one was to hold cores, is gone";
                refusedSince = null;
                if (!stop.IsCancellationRequested) time.CancelAfter(config.JoinPatience);
            }
            catch (JoinException fault) when (fault.Failure is JoinFailure.Unreachable or JoinFailure.TooSlow or JoinFailure.Closed)
            {
                last = fault.Message;
                if (fault.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.NoData })
                {
                    refusedSince ??= TimeProvider.System.GetTimestamp();
                    if (TimeProvider.System.GetElapsedTime(refusedSince.Value) >= _refusedPatience) break;
                }
                else
                {
                    refusedSince = null;
                }
            }
            catch (JoinException fault)
            {
                throw new WorkerStartException(fault.Message, fault);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            await over.Task.WaitAsync(pause, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
        }
        if (stop.IsCancellationRequested) return null;
        throw new WorkerStartException($"The head at {config.HeadHost}:{config.HeadPort} did not let this process be a node within {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0.#} s: {last}. "
            + "Can this machine reach that address? The program that started the cluster says which one it announces.");
    }

    public static EndPoint EndPointOf(string host, int port) => IPAddress.TryParse(host, out var address) ? new IPEndPoint(address, port) : new DnsEndPoint(host, port);

    /// <summary>The address of this machine on the way to another.</summary>
    public static string LocalAddressTo(string host, int port)
    {
        using var probe = new Socket(SocketType.Dgram, ProtocolType.Udp);
        probe.Connect(host, port);      // sends nothing: it only finds the way
        var address = ((IPEndPoint)probe.LocalEndPoint!).Address;
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }
}
