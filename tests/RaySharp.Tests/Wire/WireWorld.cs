using System.Collections.Concurrent;
using System.Security.Cryptography;
using RaySharp.Wire;

namespace RaySharp.Tests.Wire;

/// <summary>A run folder and the endpoints in it.</summary>
internal sealed class WireWorld : IAsyncDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly ConcurrentBag<WireEndpoint> _endpoints = [];

    public WireWorld(bool rings)
    {
        Rings = rings;
        Folder = Directory.CreateTempSubdirectory("rsw").FullName;
    }

    public bool Rings { get; }

    public string Folder { get; }

    public byte[] Secret { get; } = RandomNumberGenerator.GetBytes(WireOptions.SecretBytes);

    public WireOptions Options(ulong id) => new()
    {
        RunFolder = Folder,
        Self = new ProcessId(id),
        Secret = Secret,
        ClusterId = "test",
        Role = $"role{id}",
        UseRings = Rings,
    };

    public WireEndpoint Start(ulong id, IFrameHandler? control = null, ILinkEvents? events = null, Func<WireOptions, WireOptions>? change = null)
    {
        WireOptions options = Options(id);
        WireEndpoint endpoint = WireEndpoint.Start(change?.Invoke(options) ?? options, control ?? new Collector(), events ?? new LinkLog());
        _endpoints.Add(endpoint);
        return endpoint;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (WireEndpoint endpoint in _endpoints)
            await endpoint.DisposeAsync().AsTask().WaitAsync(Deadline);
        Directory.Delete(Folder, recursive: true);
    }
}
