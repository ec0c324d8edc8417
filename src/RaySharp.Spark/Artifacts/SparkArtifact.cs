namespace RaySharp.Spark;

/// <summary>A file for the session's executors. It lies below their working folder, in a folder that is called like the server's own id of the session.</summary>
public sealed class SparkArtifact
{
    private readonly Func<Stream> _open;

    private SparkArtifact(string name, long length, Func<Stream> open) => (Name, Length, _open) = (name, length, open);

    /// <summary>Its name at the server, with its kind: <c>files/model.bin</c>, <c>archives/app.zip#app</c>.</summary>
    public string Name { get; }

    /// <summary>How many bytes it has.</summary>
    public long Length { get; }

    /// <summary>A file, which lies at <c>NAME</c>, executable. Under one name goes one content: put its hash into the name of what may change.</summary>
    /// <param name="path">Where it is on this machine.</param>
    /// <param name="name">Its name there; null for the name it has here.</param>
    public static SparkArtifact File(string path, string? name = null) => OnDisk("files", path, name ?? Path.GetFileName(path), "");

    /// <summary>An archive (zip, tar.gz, tgz, tar, jar), which is unpacked into the folder <c>FOLDER</c>.</summary>
    /// <param name="path">Where it is on this machine.</param>
    /// <param name="folder">The folder; null for the archive's name.</param>
    /// <param name="name">Its name there; null for the name it has here.</param>
    public static SparkArtifact Archive(string path, string? folder = null, string? name = null)
    {
        name ??= Path.GetFileName(path);
        return OnDisk("archives", path, name, $"#{Checked(folder ?? name, nameof(folder))}");
    }

    /// <summary>A file of bytes at hand.</summary>
    /// <param name="content">The bytes; they must not change until they are sent.</param>
    /// <param name="name">Its name there.</param>
    public static SparkArtifact Content(ReadOnlyMemory<byte> content, string name) =>
        new($"files/{Checked(name, nameof(name))}", content.Length, () => new MemoryStream(content.ToArray(), writable: false));

    /// <summary>Reads it from its beginning.</summary>
    public Stream OpenRead() => _open();

    internal static SparkArtifact Cached(string hash, ArraySegment<byte> content) =>
        new($"cache/{hash}", content.Count, () => new MemoryStream(content.Array!, content.Offset, content.Count, writable: false));

    private static SparkArtifact OnDisk(string kind, string path, string name, string suffix)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileInfo file = new(path);
        if (!file.Exists) throw new FileNotFoundException($"'{path}' cannot become an artifact: there is no such file.", path);
        return new($"{kind}/{Checked(name, nameof(name))}{suffix}", file.Length, () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, useAsync: true));
    }

    private static string Checked(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        if (name.Contains('#') || name.StartsWith('/') || name.Split('/').Any(part => part is "" or "." or ".."))
            throw new ArgumentException($"'{name}' cannot be an artifact's name: it must be a path below the session's folder, without '..' and '#'.", parameter);
        return name;
    }
}
