using System.Buffers;
using System.Text;
using RaySharp.Platform;

namespace RaySharp.Logs;

/// <summary>Standard output or error of this process as a file of its own. When that is full it is put aside, and the oldest that were are deleted.</summary>
/// <remarks>The file is the stream itself: what was written is there whole, however the process ends.</remarks>
internal sealed class OutputFile : TextWriter
{
    private readonly Lock _lock = new();
    private readonly int _stream;
    private readonly string _path;
    private readonly long _maxBytes;
    private readonly int _backups;
    private long _bytes;

    /// <exception cref="IOException">The file cannot be opened.</exception>
    public OutputFile(int stream, string path, long maxBytes, int backups)
    {
        _stream = stream;
        _path = path;
        _maxBytes = maxBytes;
        _backups = backups;
        StandardStream.TurnTo(stream, path);
    }

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>What native code writes is not counted: the node says when there is much.</summary>
    public void PutAsideIfFull()
    {
        lock (_lock)
        {
            _bytes = StandardStream.Length(_stream);
            if (_bytes > _maxBytes) PutAside();
        }
    }

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(buffer.Length));
        int count = Encoding.UTF8.GetBytes(buffer, bytes);
        lock (_lock)
        {
            StandardStream.Write(_stream, bytes.AsSpan(0, count));
            _bytes += count;
            if (_bytes > _maxBytes) PutAside();
        }
        ArrayPool<byte>.Shared.Return(bytes);
    }

    private void PutAside()
    {
        _bytes = 0;
        if (!LogBackups.TryPutAside(_path, _backups)) return;     // it grows on; tried again when as much was written once more
        try
        {
            StandardStream.TurnTo(_stream, _path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // What is written goes on to the file that was put aside.
        }
    }
}
