using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace RaySharp.Platform;

/// <summary>
/// One piece of shared memory of fixed size, an extent of the object store: a sealed memory file, or a file in a folder. Other
/// processes of the same user open it by <see cref="Path"/>, for as long as its creator has not disposed it; what they have mapped
/// stays.
/// </summary>
internal sealed class SharedSegment : IDisposable
{
    private const string MemoryFiles = "/proc/";
    private const UnixFileMode UserOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly SafeFileHandle _file;
    private readonly string? _deleteAtEnd;

    private SharedSegment(SafeFileHandle file, string path, long bytes, bool writable, string? deleteAtEnd = null)
    {
        _file = file;
        _deleteAtEnd = deleteAtEnd;
        Path = path;
        Bytes = bytes;
        IsWritable = writable;
    }

    /// <summary>Where other processes of the same user open it: below /proc for a memory file, so only while the creator lives.</summary>
    public string Path { get; }

    public long Bytes { get; }

    public bool IsWritable { get; }

    /// <summary>A new segment of zeroes that takes no memory until it is reserved or written.</summary>
    /// <param name="label">For people who look at /proc or at the folder; need not be unique.</param>
    /// <param name="bytes">Its size for life; at least 1.</param>
    /// <param name="folder">Null for a memory file (Linux only), else a folder that only this user can enter.</param>
    /// <exception cref="IOException">The system refuses; says what.</exception>
    public static SharedSegment Create(string label, long bytes, string? folder = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        if (folder is not null)
            return CreateFile(label, bytes, folder);
        if (!PlatformSupport.SharedMemory)
            throw new PlatformNotSupportedException("A memory file was asked for, which this operating system does not have. Name a folder.");
        int fd = SealedMemory.Create(label, bytes);
        return new SharedSegment(new SafeFileHandle(fd, ownsHandle: true), $"{MemoryFiles}{Environment.ProcessId}/fd/{fd}", bytes, writable: true);
    }

    /// <summary>A memory file of this process, sealed at that size; it is the segment's from now on.</summary>
    public static SharedSegment OfMemoryFile(SafeFileHandle file, long bytes) =>
        new(file, $"{MemoryFiles}{Environment.ProcessId}/fd/{file.DangerousGetHandle()}", bytes, writable: true);

    /// <summary>What another process created, checked before a byte of it is mapped.</summary>
    /// <param name="path">The creator's <see cref="Path"/>.</param>
    /// <param name="bytes">The size that the creator says.</param>
    /// <param name="writable">False gives a descriptor that the kernel refuses every writable mapping.</param>
    /// <exception cref="IOException">It is gone, or not what was asked for.</exception>
    public static SharedSegment Open(string path, long bytes, bool writable)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        SafeFileHandle? file = null;
        try
        {
            FileAccess access = writable ? FileAccess.ReadWrite : FileAccess.Read;
            file = File.OpenHandle(path, FileMode.Open, access, FileShare.ReadWrite | FileShare.Delete);
            return Fault(file, path, bytes) is { } fault
                ? throw new IOException(fault)
                : new SharedSegment(file, path, bytes, writable);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            file?.Dispose();
            throw new IOException($"A shared segment of {bytes} bytes was expected at {path}: {cause.Message} "
                + "Its creator has ended or disposed it, is another user's, or counts its processes otherwise (another container).", cause);
        }
    }

    public Mapping Map(bool writable) => !writable || IsWritable
        ? Mapping.OfFile(_file, Bytes, writable)
        : throw new InvalidOperationException($"A writable mapping of {Path} was asked for, which was opened read-only. Open it writable.");

    /// <summary>
    /// Makes sure that writing there will find memory (or disk): without it a full file system kills the writer (SIGBUS, cannot be
    /// caught). Past a memory limit of a cgroup the kernel kills instead of refusing. Elsewhere than on Linux it does nothing.
    /// </summary>
    /// <exception cref="IOException">There is no space; the error of the system is told.</exception>
    public void Reserve(long offset, long length)
    {
        // A signal undoes the whole of an interrupted call: in smaller ones it costs little.
        const long Step = 16 << 20;
        ByteRange.Check(offset, length, Bytes);
        for (long done = 0; done < length; done += Step)
            Allocate(offset + done, Math.Min(Step, length - done), $"Reserving {length} bytes at {offset} of {Path} ({Bytes} bytes)");
    }

    /// <summary>Reads a part of it through its file: where the disk fails, that is an error, and not the end of the process.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        ByteRange.Check(offset, destination.Length, Bytes);
        while (!destination.IsEmpty)
        {
            int read = RandomAccess.Read(_file, destination, offset);
            if (read == 0)
                throw new EndOfStreamException($"{destination.Length} bytes at {offset} of {Path} were to be read, which ends there.");
            offset += read;
            destination = destination[read..];
        }
    }

    /// <summary>
    /// Gives the memory of the whole pages in the range back to the system; all of the range reads as zero from then on, in every
    /// mapping.
    /// </summary>
    /// <returns>False where the system, or the file system, cannot do it: nothing has changed.</returns>
    /// <exception cref="IOException">The system refuses; says what.</exception>
    public bool TryPunch(long offset, long length)
    {
        ByteRange.Check(offset, length, Bytes);
        return length == 0 || FileHole.TryPunch(_file, offset, length);
    }

    /// <summary>Closes it; its creator's file is deleted. Mappings stay until they are released.</summary>
    public void Dispose()
    {
        _file.Dispose();
        if (File.Exists(_deleteAtEnd))
            File.Delete(_deleteAtEnd);
    }

    private static SharedSegment CreateFile(string label, long bytes, string folder)
    {
        string path = System.IO.Path.Combine(folder, $"{label}-{RandomNumberGenerator.GetHexString(32, lowercase: true)}");
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UserOnly;
        try
        {
            using (FileStream created = new(path, options))
                created.SetLength(bytes);
            SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            return new SharedSegment(file, path, bytes, writable: true, deleteAtEnd: path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            if (File.Exists(path))
                File.Delete(path);
            throw new IOException($"A file of {bytes} bytes was asked for in {folder}: {cause.Message} Name a folder that this user can write to.", cause);
        }
    }

    private static string? Fault(SafeFileHandle file, string path, long bytes)
    {
        if (path.StartsWith(MemoryFiles, StringComparison.Ordinal))
        {
            bool added = false;
            file.DangerousAddRef(ref added);
            string? fault = SealedMemory.Check((int)file.DangerousGetHandle(), bytes, bytes, out _);
            file.DangerousRelease();
            return fault is null ? null : $"{fault}.";
        }
        long found = RandomAccess.GetLength(file);
        if (found != bytes)
            return $"it has {found} bytes.";
        return !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & ~UserOnly) is not UnixFileMode.None and var loose
            ? $"others may use it, too ({loose})."
            : null;
    }

    private void Allocate(long offset, long length, string what)
    {
        const int Interrupted = 4;
        if (!OperatingSystem.IsLinux())
            return;
        while (Libc.Allocate(_file, 0, offset, length) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted)
                throw new IOException($"{what} failed: {Marshal.GetLastPInvokeErrorMessage()}. Make the object store smaller, or free space where the segment lies.");
        }
    }
}
