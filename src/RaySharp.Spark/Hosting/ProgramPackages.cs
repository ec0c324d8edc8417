namespace RaySharp.Spark.Hosting;

/// <summary>What nodes need of this machine, under names that tell its content: read through once, since a program's files stay as they are while it runs.</summary>
internal sealed class ProgramPackages
{
    private static readonly Lock _lock = new();
    private static ProgramPackages? _read;

    private ProgramPackages()
    {
        App = NameAsync("raysharp-app", AppFolder.OfThisProgram);
        Runtime = NameAsync("raysharp-dotnet", AppFolder.Runtime);
    }

    /// <summary>Those of this program: whoever asks first has them read, in the background; and again where they could not be.</summary>
    public static ProgramPackages OfThisProgram
    {
        get
        {
            lock (_lock) return _read is { App.IsFaulted: false, Runtime.IsFaulted: false } read ? read : _read = new ProgramPackages();
        }
    }

    /// <summary>The program's folder.</summary>
    public Task<NamedFiles?> App { get; }

    /// <summary>The .NET runtime; null where the program brings its own.</summary>
    public Task<NamedFiles?> Runtime { get; }

    private static Task<NamedFiles?> NameAsync(string kind, Func<Dictionary<string, PackedFile>?> find) => Task.Run(async () =>
        find() is { } files ? new NamedFiles(await AppPackage.NameAsync(kind, files, CancellationToken.None).ConfigureAwait(false), files) : null);
}

/// <summary>Files, and a name for their content.</summary>
internal sealed record NamedFiles(string Name, IReadOnlyDictionary<string, PackedFile> Files);
