using System.Globalization;
using System.Text;
using RaySharp.Logs;
using RaySharp.Platform;

namespace RaySharp.Hosting;

/// <summary>The log file of a detached head: what its process prints and logs, each line with its time. Beside the join file, so that it is there to be read after a crash.</summary>
/// <remarks>Until the head is ready what is printed goes on to whoever started it, too; then nobody else reads it, and the file takes the place of the process's own streams.</remarks>
internal sealed class HeadLog : TextWriter
{
    private const long MaxBytes = 64L << 20;
    private const int Backups = 1;
    private const string Suffix = ".log", CollectedName = "head.log";
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly TimeProvider _time;
    private TextWriter _file;
    private bool _isInLine;

    /// <param name="path">The file.</param>
    /// <param name="onwards">Where output goes as well, until <see cref="Keep"/>.</param>
    /// <param name="time">The clock of its lines.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public HeadLog(string path, TextWriter onwards, TimeProvider time)
    {
        _path = path;
        _time = time;
        if (File.Exists(path)) LogBackups.TryPutAside(path, Backups);     // of a head that crashed
        _file = new NodeLogFile(path, MaxBytes, Backups, onwards);
    }

    /// <summary>Where the log of a cluster is that has this join file.</summary>
    public static string PathFor(string joinFile) => joinFile + Suffix;

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (_lock)
        {
            StringBuilder text = new();
            foreach (char letter in buffer)
            {
                if (!_isInLine) text.Append(_time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z '", CultureInfo.InvariantCulture));
                _isInLine = letter != '\n';
                text.Append(letter);
            }
            _file.Write(text.ToString());
        }
    }

    /// <summary>A line of the head's own.</summary>
    public void Say(string text) => Write($"RaySharp: {text.ReplaceLineEndings(" ")}\n");

    /// <summary>Nobody listens any more who started it: also what native code prints, and .NET when it crashes, goes to the file from here on.</summary>
    public void Keep()
    {
        lock (_lock)
        {
            _file.Dispose();
            if (PlatformSupport.FileOutput)
            {
                _file = new OutputFile(StandardStream.Error, _path, MaxBytes, Backups);
                StandardStream.TurnTo(StandardStream.Out, _path);
            }
            else
            {
                _file = new NodeLogFile(_path, MaxBytes, Backups, onwards: null);
            }
        }
    }

    /// <summary>The cluster has ended as it was asked to: the file goes, or to where logs are collected.</summary>
    /// <param name="collectedTo">That folder; null: they are not.</param>
    public void End(string? collectedTo)
    {
        try
        {
            if (collectedTo is not null) File.Move(_path, Path.Combine(Directory.CreateDirectory(collectedTo).FullName, CollectedName), overwrite: true);
            File.Delete(_path);
            for (int number = 1; number <= Backups; number++) File.Delete(LogFiles.Backup(_path, number));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Say($"This file could not be moved to {collectedTo}, or not be removed: {fault.Message}");
        }
    }

    protected override void Dispose(bool disposing)
    {
        lock (_lock) _file.Dispose();
        base.Dispose(disposing);
    }
}
