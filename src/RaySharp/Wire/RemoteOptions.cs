using System.Net;
using System.Net.Sockets;
using RaySharp.Platform;
using RaySharp.Security;

namespace RaySharp.Wire;

/// <summary>How a process reaches and is reached by processes of other nodes. There is no way between nodes without TLS.</summary>
internal sealed record RemoteOptions
{
    /// <summary>The identity of this process's node; stays the caller's.</summary>
    public required NodeIdentity Identity { get; init; }

    /// <summary>Where a node listens: an <see cref="IPEndPoint"/> or a <see cref="DnsEndPoint"/>. Called on a thread of the dial's own.</summary>
    public required Func<uint, CancellationToken, ValueTask<EndPoint>> FindNode { get; init; }

    /// <summary>Whether this process opens the node's port. The node's other processes are handed their connections by it.</summary>
    public bool ListensForNode { get; init; }

    /// <summary>Where to listen; port 0 takes a free one.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>The host or address that other nodes shall use; null: the address listened at.</summary>
    public string? AnnouncedHost { get; init; }

    /// <summary>Answers those who ask to join; null: nobody can join here.</summary>
    public JoinService? Join { get; init; }

    /// <summary>How long finding a node and connecting to it may take; the hello then has <see cref="WireOptions.HelloTimeout"/>.</summary>
    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Connections that have not proved themselves: further ones wait in the kernel.</summary>
    public int MaxStrangers { get; init; } = 64;

    public override string ToString() => $"{nameof(RemoteOptions)} {{ Identity = {Identity}, ListensForNode = {ListensForNode}, Listen = {Listen} }}";

    public void Validate(ProcessId self)
    {
        if (Identity.Node != self.Node)
            throw new ArgumentException($"The identity is that of node {Identity.Node}, but process {self} belongs to node {self.Node}.");
        if (MaxStrangers < 1)
            throw new ArgumentException($"{nameof(MaxStrangers)} is {MaxStrangers}; use at least 1.");
        if (ListensForNode && Listen.Address.Equals(IPAddress.Any) | Listen.Address.Equals(IPAddress.IPv6Any) && AnnouncedHost is null)
            throw new ArgumentException($"A node that listens at all addresses ({Listen}) must say by which others reach it: set {nameof(AnnouncedHost)}.");
        if (!PlatformSupport.SharedMemory)
            throw new PlatformNotSupportedException("Several nodes need Linux on x64 or arm64: the port of a node hands its connections over by descriptor.");
        Join?.Validate();
    }

    /// <summary>What to tell others, once it is known where the listener is.</summary>
    public EndPoint Announce(IPEndPoint bound) => AnnouncedHost switch
    {
        null => bound,
        var host when IPAddress.TryParse(host, out IPAddress? address) => new IPEndPoint(address, bound.Port),
        var host => new DnsEndPoint(host, bound.Port, AddressFamily.Unspecified),
    };
}
