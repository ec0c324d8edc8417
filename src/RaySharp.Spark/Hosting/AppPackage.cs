using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace RaySharp.Spark.Hosting;

/// <summary>A folder as an archive that is named by its content, to be unpacked on executors.</summary>
/// <param name="Name">What its folder is called there.</param>
/// <param name="Path">The archive.</param>
/// <param name="Bytes">How large it is.</param>
internal sealed record AppPackage(string Name, string Path, long Bytes)
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    private const UnixFileMode Plain = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const int HashLetters = 16, ModeShift = 16;

    /// <summary>The earliest time that a zip can tell: the same files make the same archive.</summary>
    private static readonly DateTimeOffset _noTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Packs files.</summary>
    /// <param name="name">The archive's name.</param>
    /// <param name="files">By their path in the archive, with '/', in any order.</param>
    /// <param name="folder">Where the archive is made.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<AppPackage> PackAsync(string name, IReadOnlyDictionary<string, PackedFile> files, string folder, CancellationToken cancel)
    {
        string path = System.IO.Path.Combine(folder, name + ".zip");
        await WriteAsync(path, Ordered(files), files, cancel).ConfigureAwait(false);
        return new AppPackage(name, path, new FileInfo(path).Length);
    }

    /// <summary>A name for the content of files: the same for the same content.</summary>
    /// <param name="kind">Its beginning.</param>
    /// <param name="files">The files.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<string> NameAsync(string kind, IReadOnlyDictionary<string, PackedFile> files, CancellationToken cancel) =>
        $"{kind}-{await HashAsync(Ordered(files), files, cancel).ConfigureAwait(false)}";

    private static string[] Ordered(IReadOnlyDictionary<string, PackedFile> files) => [.. files.Keys.Order(StringComparer.Ordinal)];

    private static async Task<string> HashAsync(string[] names, IReadOnlyDictionary<string, PackedFile> files, CancellationToken cancel)
    {
        var contents = new (long Length, byte[] Hash)[names.Length];
        await Parallel.ForAsync(0, names.Length, cancel, async (index, token) =>
        {
            await using var content = files[names[index]].Open();
            contents[index] = (content.Length, await SHA256.HashDataAsync(content, token).ConfigureAwait(false));
        }).ConfigureAwait(false);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < names.Length; i++)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{names[i]}\0{contents[i].Length}\0{files[names[i]].IsExecutable}\0"));
            hash.AppendData(contents[i].Hash);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..HashLetters];
    }

    private static async Task WriteAsync(string path, string[] names, IReadOnlyDictionary<string, PackedFile> files, CancellationToken cancel)
    {
        await using var archive = await ZipFile.OpenAsync(path, ZipArchiveMode.Create, cancel).ConfigureAwait(false);
        foreach (string name in names)
        {
            var entry = archive.CreateEntry(name, CompressionLevel.Fastest);
            entry.LastWriteTime = _noTime;
            entry.ExternalAttributes = (int)((uint)(files[name].IsExecutable ? Executable : Plain) | 0x8000u) << ModeShift;
            await using var from = files[name].Open();
            await using var to = await entry.OpenAsync(cancel).ConfigureAwait(false);
            await from.CopyToAsync(to, cancel).ConfigureAwait(false);
        }
    }
}

/// <summary>A file to be packed.</summary>
/// <param name="Open">Reads it.</param>
/// <param name="Bytes">How large it is.</param>
/// <param name="IsExecutable">Whether it can be run.</param>
internal sealed record PackedFile(Func<Stream> Open, long Bytes, bool IsExecutable)
{
    public static PackedFile OnDisk(string path) => new(() => File.OpenRead(path), new FileInfo(path).Length, !OperatingSystem.IsWindows() && File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute));

    public static PackedFile Of(string text, bool isExecutable) => new(() => new MemoryStream(Encoding.UTF8.GetBytes(text), writable: false), Encoding.UTF8.GetByteCount(text), isExecutable);
}
