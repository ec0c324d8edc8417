namespace RaySharp.Wire;

/// <summary>What an endpoint needs to know before it listens.</summary>
internal sealed record WireOptions
{
    public const int SecretBytes = 32, DefaultMaxFrameBytes = 1 << 30;

    /// <summary>A folder of mode 0700; each endpoint listens at RunFolder/&lt;process id in hex&gt;.s.</summary>
    public required string RunFolder { get; init; }

    public required ProcessId Self { get; init; }

    public required byte[] Secret { get; init; }

    public required string ClusterId { get; init; }

    public required string Role { get; init; }

    public ulong Epoch { get; init; }

    /// <summary>False: all frames over the Unix socket, as on machines without shared memory.</summary>
    public bool UseRings { get; init; } = true;

    /// <summary>Bytes of each ring, a power of two from 4 KiB to 64 MiB.</summary>
    public int RingBytes { get; init; } = 256 * 1024;

    /// <summary>The longest frame that is put together from a peer's fragments.</summary>
    public int MaxFrameBytes { get; init; } = DefaultMaxFrameBytes;

    /// <summary>How long a peer may take to prove itself.</summary>
    public TimeSpan HelloTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Links with processes of other nodes; null: there are none, and all peers are looked for in the run folder.</summary>
    public RemoteOptions? Remote { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Told what somebody should look at, on the loop's thread.</summary>
    public Action<string> Warn { get; init; } = static _ => { };

    public bool RingsInUse => UseRings && Platform.PlatformSupport.SharedMemory;

    /// <summary>Rings and sockets of other nodes' processes come as descriptors.</summary>
    public bool PassesDescriptors => RingsInUse || (Remote is not null && Platform.PlatformSupport.SharedMemory);

    /// <summary>How to reach the peer, if it belongs to another node.</summary>
    public RemoteOptions? RemoteFor(ProcessId peer) => peer.Node == Self.Node ? null : Remote;

    /// <summary>Never shows the secret.</summary>
    public override string ToString() => $"{nameof(WireOptions)} {{ Self = {Self}, Role = {Role}, ClusterId = {ClusterId}, Secret = *** }}";

    public void Validate()
    {
        if (Secret.Length != SecretBytes)
            throw new ArgumentException($"The cluster's secret has {Secret.Length} bytes; it must have {SecretBytes}.");
        if (Self == ProcessId.None)
            throw new ArgumentException("An endpoint needs a process id other than zero.");
        if (!RingLayout.IsCapacity(RingBytes))
            throw new ArgumentException($"RingBytes is {RingBytes}; use a power of two from {RingLayout.MinCapacity} to {RingLayout.MaxCapacity}.");
        if (MaxFrameBytes < Record.MaxPayload(RingBytes))
            throw new ArgumentException($"MaxFrameBytes is {MaxFrameBytes}; use at least {Record.MaxPayload(RingBytes)}, one fragment.");
        Remote?.Validate(Self);
        HelloBody.RequireShort(ClusterId, nameof(ClusterId));
        HelloBody.RequireShort(Role, nameof(Role));
    }
}
