using System.Text;

namespace RaySharp.Logs;

/// <summary>A log file of a node: what its code prints goes there, and on to where it went before. What the runtime of .NET itself prints when it crashes goes only there: to whoever started the node.</summary>
/// <param name="path">The file.</param>
/// <param name="maxBytes">When it is full.</param>
/// <param name="backups">How many full ones are kept.</param>
/// <param name="onwards">Where it went before; null: nowhere.</param>
internal sealed class NodeLogFile(string path, long maxBytes, int backups, TextWriter? onwards) : TextWriter
{
    private readonly Lock _lock = new();
    private FileStream? _file = Open(path);

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        onwards?.Write(buffer);
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(buffer)];
        Encoding.UTF8.GetBytes(buffer, bytes);
        lock (_lock)
        {
            try
            {
                _file?.Write(bytes);
                _file?.Flush();
                if (_file?.Length > maxBytes) Renew();
            }
            catch (IOException)
            {
                // A full disk, or the session's folder is removed.
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            _file?.Dispose();
            _file = null;
        }
        base.Dispose(disposing);
    }

    private void Renew()
    {
        _file!.Dispose();
        LogBackups.TryPutAside(path, backups);
        _file = Open(path);
    }

    private static FileStream Open(string path)
    {
        FileStreamOptions options = new() { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
