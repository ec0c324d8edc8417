using System.Globalization;

namespace RaySharp.Logs;

/// <summary>The names of log files: Ray's, with the process's number as RaySharp writes it.</summary>
/// <param name="Out">Of standard output.</param>
/// <param name="Error">Of standard error, and of what is logged.</param>
internal readonly record struct LogFiles(string Out, string Error)
{
    private const string WorkerPrefix = "worker-";
    private const string OutSuffix = ".out", ErrorSuffix = ".err";

    public static LogFiles OfWorker(ProcessId worker, int pid) => Of(string.Create(CultureInfo.InvariantCulture, $"{PrefixOf(worker)}{pid}"));

    /// <summary>How the names of a worker's files begin.</summary>
    public static string PrefixOf(ProcessId worker) => $"{WorkerPrefix}{worker}-";

    /// <summary>The worker that a file is of, and its number on its machine. Null: it is the node's.</summary>
    public static (ProcessId Worker, int Pid)? WorkerOf(string file)
    {
        string[] parts = file.StartsWith(WorkerPrefix, StringComparison.Ordinal) ? file[WorkerPrefix.Length..].Split(['.', '-']) : [];
        return parts.Length >= 4 && uint.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out uint node)
            && uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out uint number) && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
            ? (new ProcessId((ulong)node << 32 | number), pid) : null;
    }

    public static bool IsError(string file) => BaseOf(file)?.EndsWith(ErrorSuffix, StringComparison.Ordinal) ?? false;

    public static LogFiles OfNode { get; } = Of("node");

    /// <summary>The name of a file that was put aside when it was full; 1 is the newest.</summary>
    public static string Backup(string name, int number) => string.Create(CultureInfo.InvariantCulture, $"{name}.{number}");

    /// <summary>Which backup of <paramref name="name"/> a file is; 0: it is that itself. Null: neither.</summary>
    public static int? BackupOf(string file, string name)
    {
        if (file == name) return 0;
        return file.StartsWith(name + ".", StringComparison.Ordinal) && int.TryParse(file.AsSpan(name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? number : null;
    }

    /// <summary>The name without the number of a backup. Null: it is no log file's.</summary>
    public static string? BaseOf(string file)
    {
        string name = file;
        int dot = file.LastIndexOf('.');
        if (dot > 0 && int.TryParse(file.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _)) name = file[..dot];
        return name.EndsWith(OutSuffix, StringComparison.Ordinal) || name.EndsWith(ErrorSuffix, StringComparison.Ordinal) ? name : null;
    }

    private static LogFiles Of(string name) => new(name + OutSuffix, name + ErrorSuffix);
}
