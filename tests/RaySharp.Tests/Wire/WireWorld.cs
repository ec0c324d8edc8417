using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using RaySharp.Security;
using RaySharp.Wire;

namespace RaySharp.Tests.Wire;

/// <summary>A run folder and the endpoints in it; where they are nodes, their authority and addresses.</summary>
internal sealed class WireWorld : IAsyncDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);
    private readonly ConcurrentBag<WireEndpoint> _endpoints = [];
    private readonly ConcurrentBag<NodeIdentity> _identities = [];

    public WireWorld(Way way)
    {
        Way = way;
        Folder = Directory.CreateTempSubdirectory("rsw").FullName;
    }

    public WireWorld(bool rings) : this(rings ? Way.Rings : Way.Socket)
    {
    }

    public Way Way { get; }

    public string Folder { get; }

    public byte[] Secret { get; } = RandomNumberGenerator.GetBytes(WireOptions.SecretBytes);

    public ClusterAuthority Authority { get; } = ClusterAuthority.Create(TimeProvider.System);

    /// <summary>Where nodes listen; a test may send diallers elsewhere.</summary>
    public ConcurrentDictionary<uint, EndPoint> Addresses { get; } = [];

    /// <summary>Between nodes each process is one of its own.</summary>
    public ProcessId Id(ulong id) => Way == Way.Tls ? new ProcessId((id << 32) | 1) : new ProcessId(id);

    public static ProcessId Id(uint node, uint process) => new(((ulong)node << 32) | process);

    public WireOptions Options(ulong id)
    {
        WireOptions options = new()
        {
            RunFolder = Folder,
            Self = Id(id),
            Secret = Secret,
            ClusterId = "test",
            Role = $"role{id}",
            UseRings = Way != Way.Socket,
        };
        return Way == Way.Tls ? options with { Remote = RemoteOf(options.Self.Node) } : options;
    }

    public RemoteOptions RemoteOf(uint node, ClusterAuthority? authority = null) => new()
    {
        Identity = Kept((authority ?? Authority).Issue(node)),
        ListensForNode = true,
        FindNode = FindAsync,
    };

    public WireEndpoint Start(ulong id, IFrameHandler? control = null, ILinkEvents? events = null, Func<WireOptions, WireOptions>? change = null)
    {
        WireOptions options = Options(id);
        return Start(change?.Invoke(options) ?? options, control, events);
    }

    public WireEndpoint Start(WireOptions options, IFrameHandler? control = null, ILinkEvents? events = null)
    {
        WireEndpoint endpoint = WireEndpoint.Start(options, control ?? new Collector(), events ?? new LinkLog());
        _endpoints.Add(endpoint);
        if (endpoint.Announced is { } address)
            Addresses[endpoint.Self.Node] = address;
        return endpoint;
    }

    /// <summary>A process of a node for which another listens.</summary>
    public WireEndpoint StartWorker(uint node, uint process, NodeIdentity identity, IFrameHandler? control = null, ILinkEvents? events = null, Func<WireOptions, WireOptions>? change = null)
    {
        WireOptions options = Options(node) with { Self = Id(node, process), Remote = RemoteOf(node) with { Identity = identity, ListensForNode = false } };
        return Start(change?.Invoke(options) ?? options, control, events);
    }

    public NodeIdentity Kept(NodeIdentity identity)
    {
        _identities.Add(identity);
        return identity;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (WireEndpoint endpoint in _endpoints)
            await endpoint.DisposeAsync().AsTask().WaitAsync(Deadline);
        foreach (NodeIdentity identity in _identities)
            identity.Dispose();
        Authority.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private ValueTask<EndPoint> FindAsync(uint node, CancellationToken cancel) => Addresses.TryGetValue(node, out EndPoint? address)
        ? ValueTask.FromResult(address)
        : ValueTask.FromException<EndPoint>(new KeyNotFoundException($"Node {node} is not known."));
}
