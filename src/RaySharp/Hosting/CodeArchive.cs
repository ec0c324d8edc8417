using System.IO.Compression;
using RaySharp.Texts;

namespace RaySharp.Hosting;

/// <summary>A program's folder as one file, on its way to nodes that do not have it.</summary>
internal static class CodeArchive
{
    /// <summary>Bytes of an archive at most.</summary>
    public const long MaxBytes = 2L << 30;

    private const long MaxUnpacked = 4L << 30;
    private const int MaxFiles = 50_000, MaxRatio = 100, MaxName = 1024, ModeShift = 16, TypeMask = 0xF000, RegularFile = 0x8000, BufferBytes = 128 << 10;
    private const UnixFileMode Plain = UnixFileMode.UserRead | UnixFileMode.UserWrite, Executable = Plain | UnixFileMode.UserExecute;

    /// <summary>Packs a folder; what of a file's mode counts is whether it can be run.</summary>
    /// <exception cref="WorkerStartException">It is too large, or a file cannot be read.</exception>
    public static void Pack(string folder, string archive)
    {
        try
        {
            string[] names = [.. CodeFolder.Files(folder)];
            long bytes = names.Sum(name => new FileInfo(Path.Combine(folder, name)).Length);
            if (bytes > MaxUnpacked || names.Length > MaxFiles)
                throw new WorkerStartException($"The program's folder '{folder}' has {CountText.Of(names.Length, "file")} of {bytes >> 20} MiB; at most {MaxFiles} files of {MaxUnpacked >> 20} MiB can be sent to nodes. Keep data apart from the program, or put it where all machines find it.");
            using var file = new FileStream(archive, OwnFile(Plain));
            using var zip = new ZipArchive(file, ZipArchiveMode.Create);
            foreach (string name in names)
            {
                string path = Path.Combine(folder, name);
                var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
                bool runs = !OperatingSystem.IsWindows() && File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute);
                entry.ExternalAttributes = (int)((uint)(runs ? Executable : Plain) | RegularFile) << ModeShift;
                using var from = File.OpenRead(path);
                using var to = entry.Open();
                from.CopyTo(to, BufferBytes);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new WorkerStartException($"The program's folder '{folder}' could not be packed for nodes that do not have it: {fault.Message}", fault);
        }
    }

    /// <summary>Unpacks into a folder that is not there yet, and that only this user can read. Nothing is written outside of it, whatever the archive says.</summary>
    /// <exception cref="WorkerStartException">The archive is not what <see cref="Pack"/> makes; nothing is left then.</exception>
    public static void Unpack(string archive, string folder)
    {
        try
        {
            Create(folder);
            using var zip = ZipFile.OpenRead(archive);
            if (zip.Entries.Count > MaxFiles) throw Refuse($"it has {zip.Entries.Count} files; {MaxFiles} are allowed");
            long left = Math.Min(MaxUnpacked, new FileInfo(archive).Length * MaxRatio);
            HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
            foreach (var entry in zip.Entries)
            {
                if (!IsPlainName(entry.FullName)) throw Refuse($"a file is named '{Printable(entry.FullName)}'");
                if (((uint)entry.ExternalAttributes >> ModeShift & TypeMask) is not (0 or RegularFile)) throw Refuse($"'{entry.FullName}' is no plain file");
                if (!names.Add(entry.FullName)) throw Refuse($"two files are named '{entry.FullName}', or differ in the case of letters only");
                if (entry.Length > left) throw Refuse("it is unpacked larger than its size allows");
                left -= entry.Length;
                Extract(entry, Path.Combine(folder, entry.FullName));
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException or WorkerStartException)
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            throw fault as WorkerStartException ?? Refuse(fault.Message.TrimEnd('.'), fault);
        }
    }

    /// <summary>A folder for this user only.</summary>
    public static void Create(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, Executable);
    }

    /// <summary>A new file of this mode.</summary>
    public static FileStreamOptions OwnFile(UnixFileMode mode)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
        return options;
    }

    private static void Extract(ZipArchiveEntry entry, string path)
    {
        Create(Path.GetDirectoryName(path)!);
        bool runs = ((uint)entry.ExternalAttributes >> ModeShift & (uint)UnixFileMode.UserExecute) != 0;
        using var from = entry.Open();
        using var to = new FileStream(path, OwnFile(runs ? Executable : Plain));
        byte[] buffer = new byte[BufferBytes];
        long written = 0;
        for (int count; (count = from.Read(buffer)) > 0; written += count)
        {
            if (written + count > entry.Length) break;
            to.Write(buffer, 0, count);
        }
        if (written != entry.Length) throw Refuse($"'{entry.FullName}' has not the {entry.Length} bytes that it is said to have");
    }

    /// <summary>Below the folder, and spelled in one way only.</summary>
    private static bool IsPlainName(string name) => name.Length is > 0 and <= MaxName && !name.AsSpan().ContainsAny('\\', '\0', ':') && Array.TrueForAll(name.Split('/'), static part => part is not ("" or "." or ".."));

    private static string Printable(string name) => new([.. name.Take(100).Select(static letter => char.IsControl(letter) ? '?' : letter)]);

    private static WorkerStartException Refuse(string reason, Exception? cause = null) => new($"The archive of a driver's program is refused: {reason}.", cause);
}
