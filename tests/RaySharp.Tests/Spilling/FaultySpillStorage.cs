using System.Collections.Concurrent;
using RaySharp.Spilling;

namespace RaySharp.Tests.Spilling;

/// <summary>A storage in memory that fails as it is told: full, failing, slow, or with a flipped byte.</summary>
internal sealed class FaultySpillStorage : ISpillStorage
{
    private readonly ConcurrentDictionary<string, byte[]> _files = [];
    private int _made;

    public IReadOnlyDictionary<string, byte[]> Files => _files;

    /// <summary>Bytes that all files together may have.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>Thrown by every read, write and delete while it is set.</summary>
    public Exception? Fault { get; set; }

    /// <summary>While it is set every operation waits for it.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>Told which bytes of which file were given back: file, offset, length.</summary>
    public event Action<string, long, long>? Freed;

    /// <summary>Every operation waits until the gate is opened: by Dispose. A cluster that ends waits for its disk, so the gate opens however the test ends.</summary>
    public IDisposable Shut() => new ShutGate(this);

    public void Flip(string file, long offset) => _files[file][offset] ^= 0x10;

    public async Task<string> WriteAsync(IReadOnlyList<ReadOnlyMemory<byte>> segments, CancellationToken cancellation)
    {
        long bytes = segments.Sum(segment => (long)segment.Length);
        await BeginAsync(fault => fault is IOException ? new SpillFailedException(bytes, [("memory", fault)]) : fault, cancellation);
        if (_files.Values.Sum(file => (long)file.Length) + bytes > Capacity)
            throw new SpillFailedException(bytes, [("memory", new IOException("No space left on device."))]);
        string name = $"file-{Interlocked.Increment(ref _made)}";
        _files[name] = [.. segments.SelectMany(segment => segment.ToArray())];
        return name;
    }

    public async Task ReadAsync(string file, long offset, IReadOnlyList<Memory<byte>> destination, Action<ReadOnlyMemory<byte>>? arrived, CancellationToken cancellation)
    {
        await BeginAsync(fault => fault, cancellation);
        foreach (Memory<byte> segment in destination)
        {
            _files[file].AsSpan((int)offset, segment.Length).CopyTo(segment.Span);
            arrived?.Invoke(segment);
            offset += segment.Length;
        }
    }

    public async Task DeleteAsync(string file, CancellationToken cancellation)
    {
        await BeginAsync(fault => fault, cancellation);
        _files.TryRemove(file, out _);
    }

    public async Task FreeAsync(string file, long offset, long length, CancellationToken cancellation)
    {
        await BeginAsync(fault => fault, cancellation);
        if (_files.TryGetValue(file, out byte[]? bytes)) bytes.AsSpan((int)offset, (int)length).Clear();
        Freed?.Invoke(file, offset, length);
    }

    public ValueTask DisposeAsync()
    {
        _files.Clear();
        return ValueTask.CompletedTask;
    }

    private async Task BeginAsync(Func<Exception, Exception> failure, CancellationToken cancellation)
    {
        if (Gate is { } gate)
            await gate.Task.WaitAsync(cancellation);
        if (Fault is { } fault)
            throw failure(fault);
    }

    private sealed class ShutGate : IDisposable
    {
        private readonly FaultySpillStorage _storage;
        private readonly TaskCompletionSource _gate = new();

        public ShutGate(FaultySpillStorage storage)
        {
            _storage = storage;
            storage.Gate = _gate;
        }

        public void Dispose()
        {
            _storage.Gate = null;
            _gate.TrySetResult();
        }
    }
}
