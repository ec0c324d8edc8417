using RaySharp.Core;

namespace RaySharp.Hosting;

/// <summary>Programs of drivers elsewhere, as this node has them from the head: unpacked once for each code. They go with the node's session.</summary>
/// <param name="core">This node.</param>
/// <param name="receiver">Fetches them.</param>
/// <param name="folder">Where they are unpacked: a folder that allows execution.</param>
internal sealed class SentPrograms(CoreProcess core, CodeReceiver receiver, string folder)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<string>> _folders = [];

    /// <summary>A job's program, as it is started here.</summary>
    /// <exception cref="WorkerStartException">It cannot be had, or is not what its code id says.</exception>
    public async Task<JobProgram> FindAsync(uint job, JobProgram program)
    {
        Task<string> unpacked;
        lock (_lock)
        {
            if (!_folders.TryGetValue(program.Code, out unpacked!) || unpacked.IsFaulted) _folders[program.Code] = unpacked = Task.Run(() => FetchAsync(job, program.Code));
        }
        return Moved(program, await unpacked.ConfigureAwait(false));
    }

    /// <summary>The same program in another folder. A .NET host that does not belong to it is this machine's.</summary>
    public static JobProgram Moved(JobProgram program, string to)
    {
        to = Path.TrimEndingDirectorySeparator(to) + Path.DirectorySeparatorChar;
        string from = Path.TrimEndingDirectorySeparator(program.Folder) + Path.DirectorySeparatorChar;
        string Here(string path) => path.StartsWith(from, StringComparison.Ordinal) ? to + path[from.Length..] : path;
        return program with
        {
            Folder = to,
            Executable = program.Executable.StartsWith(from, StringComparison.Ordinal) ? Here(program.Executable) : Host(),
            Arguments = [.. program.Arguments.Select(Here)],
        };
    }

    private static string Host()
    {
        const string name = "dotnet";
        if (Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == name) return own;
        return Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root && File.Exists(Path.Combine(root, name)) ? Path.Combine(root, name) : name;
    }

    private async Task<string> FetchAsync(uint job, string code)
    {
        if (code.Length == 0 || !code.All(char.IsAsciiHexDigitLower)) throw new WorkerStartException($"Job {job} has no code id that names a folder.");
        CodeArchive.Create(folder);
        string archive = Path.Combine(folder, code + ".zip"), unpacked = Path.Combine(folder, code);
        try
        {
            await receiver.FetchAsync(core.Head, job, archive).ConfigureAwait(false);
            CodeArchive.Unpack(archive, unpacked);
        }
        finally
        {
            File.Delete(archive);
        }
        if (CodeFolder.Hash(unpacked) == code) return unpacked;
        Directory.Delete(unpacked, recursive: true);
        throw new WorkerStartException($"What was sent as the program of job {job} is another one: its files have not the hash that its driver told. Did they change while it ran?");
    }
}
