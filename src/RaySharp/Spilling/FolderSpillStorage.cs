using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using RaySharp.Platform;

namespace RaySharp.Spilling;

/// <summary>
/// Spills into folders, in turn (several disks take more than one). A folder that fails or is full is passed over. In each of them
/// this run has a folder of its own that only its user can enter, gone when the storage is disposed.
/// </summary>
internal sealed class FolderSpillStorage : ISpillStorage
{
    private const int Slice = 16 << 20, Piece = 512 << 10;
    private const UnixFileMode ReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string[] _folders;
    private int _turn = -1;

    /// <param name="folders">At least one; made when the first file goes there, if it is missing.</param>
    public FolderSpillStorage(IReadOnlyList<string> folders)
    {
        ArgumentOutOfRangeException.ThrowIfZero(folders.Count);
        string run = string.Create(CultureInfo.InvariantCulture, $"raysharp-spill-{Environment.ProcessId}-{RandomName()}");
        _folders = [.. folders.Select(folder => Path.Combine(Path.GetFullPath(folder), run))];
    }

    /// <summary>This run's own folders: what is to be removed after a process that was killed.</summary>
    public IReadOnlyList<string> RunFolders => _folders;

    public Task<string> WriteAsync(IReadOnlyList<ReadOnlyMemory<byte>> segments, CancellationToken cancellation) =>
        OwnThread.RunAsync(() => Write(segments, cancellation), cancellation);

    public Task ReadAsync(string file, long offset, IReadOnlyList<Memory<byte>> destination, Action<ReadOnlyMemory<byte>>? arrived, CancellationToken cancellation) =>
        OwnThread.RunAsync(() => Read(file, offset, destination, arrived, cancellation), cancellation);

    public Task DeleteAsync(string file, CancellationToken cancellation) => OwnThread.RunAsync(
        () =>
        {
            if (File.Exists(file))
                File.Delete(file);
        },
        cancellation);

    public Task FreeAsync(string file, long offset, long length, CancellationToken cancellation) => OwnThread.RunAsync(
        () =>
        {
            using SafeFileHandle handle = File.OpenHandle(file, access: FileAccess.ReadWrite, share: FileShare.ReadWrite | FileShare.Delete);
            FileHole.TryPunch(handle, offset, length);
        },
        cancellation);

    public async ValueTask DisposeAsync() => await OwnThread.RunAsync(RemoveFolders, CancellationToken.None).ConfigureAwait(false);

    private static string RandomName() => RandomNumberGenerator.GetHexString(24, lowercase: true);

    private string Write(IReadOnlyList<ReadOnlyMemory<byte>> segments, CancellationToken cancellation)
    {
        long bytes = SpillFormat.Length(segments);
        List<(string Folder, Exception Cause)> failures = [];
        uint turn = (uint)Interlocked.Increment(ref _turn);
        for (uint i = 0; i < _folders.Length; i++)
        {
            string folder = _folders[(turn + i) % _folders.Length];
            string file = Path.Combine(folder, RandomName());
            try
            {
                WriteTo(file, segments, bytes, cancellation);
                return file;
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                failures.Add((folder, cause));
            }
        }
        throw new SpillFailedException(bytes, failures);
    }

    private static void WriteTo(string file, IReadOnlyList<ReadOnlyMemory<byte>> segments, long bytes, CancellationToken cancellation)
    {
        // Preallocated: a full disk refuses before a byte is written.
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, PreallocationSize = bytes };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        }
        else
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!, ReadWrite | UnixFileMode.UserExecute);
            options.UnixCreateMode = ReadWrite;
        }
        using FileStream stream = new(file, options);
        try
        {
            WriteAll(stream.SafeFileHandle, segments, cancellation);
        }
        catch
        {
            stream.Dispose();
            File.Delete(file);
            throw;
        }
    }

    private static void WriteAll(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> segments, CancellationToken cancellation)
    {
        long offset = 0;
        foreach (ReadOnlyMemory<byte> segment in segments)
        {
            for (ReadOnlyMemory<byte> rest = segment; !rest.IsEmpty;)
            {
                cancellation.ThrowIfCancellationRequested();
                ReadOnlyMemory<byte> slice = rest[..Math.Min(Slice, rest.Length)];
                RandomAccess.Write(file, slice.Span, offset);
                offset += slice.Length;
                rest = rest[slice.Length..];
            }
        }
    }

    private static void Read(string file, long offset, IReadOnlyList<Memory<byte>> destination, Action<ReadOnlyMemory<byte>>? arrived, CancellationToken cancellation)
    {
        using SafeFileHandle handle = File.OpenHandle(file, options: FileOptions.SequentialScan);      // the system reads on while a piece is looked at
        foreach (Memory<byte> segment in destination)
        {
            for (Memory<byte> rest = segment; !rest.IsEmpty;)
            {
                cancellation.ThrowIfCancellationRequested();
                int read = RandomAccess.Read(handle, rest.Span[..Math.Min(Piece, rest.Length)], offset);
                if (read == 0)
                    throw new EndOfStreamException($"Reading at offset {offset} of the spilled file {file} was asked for, which ends there. It was cut; check the disk.");
                arrived?.Invoke(rest[..read]);
                offset += read;
                rest = rest[read..];
            }
        }
    }

    private void RemoveFolders()
    {
        foreach (string folder in _folders)
        {
            try
            {
                if (Directory.Exists(folder))
                    Directory.Delete(folder, recursive: true);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                // A disk that fails: the run is over, and the other folders still are to be removed.
            }
        }
    }
}
