using System.Diagnostics;
using System.Threading.Channels;
using RaySharp;

namespace Microbenchmark.Remote;

/// <summary>Remembers who rang, and when, for who waits for it.</summary>
[RayActor]
internal sealed partial class Bell
{
    private readonly Channel<(int Process, long Timestamp)> _rings = Channel.CreateUnbounded<(int Process, long Timestamp)>();

    /// <param name="process">The operating system's number of the ringing worker's node.</param>
    public async Task Ring(int process) => await _rings.Writer.WriteAsync((process, Stopwatch.GetTimestamp()));

    /// <summary>The next ring: which node's, and this machine's clock at that time.</summary>
    public async Task<(int Process, long Timestamp)> Next() => await _rings.Reader.ReadAsync();
}
