using System.Diagnostics;
using RaySharp.Tests.Cluster;

namespace RaySharp.Spark.Tests.Hosting;

/// <summary>A query whose tasks hold slots of Spark's until they are let go.</summary>
internal sealed class BusySlots(int tasks) : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("raysharp-busy-");
    private FileStream? _begun, _end;      // open to both sides: no line is lost, whoever comes when
    private Task<long>? _query;

    /// <summary>Returns when all of them run.</summary>
    public async Task TakeAsync(SparkSession session, CancellationToken cancel)
    {
        string begun = Path.Combine(_folder.FullName, "begun"), end = Path.Combine(_folder.FullName, "end"), script = Path.Combine(_folder.FullName, "task.sh");
        using (var make = Process.Start("mkfifo", [begun, end])) await make.WaitForExitAsync(cancel);
        (_begun, _end) = (Open(begun), Open(end));
        await File.WriteAllTextAsync(script, $"echo >{begun}; read -r _ <{end}; wc -l", cancel);
        _query = session.Sql($"SELECT TRANSFORM(id) USING 'bash {script}' AS (said STRING) FROM range(0, {tasks}, 1, {tasks})").CountAsync(cancel);
        await _begun.ReadExactlyAsync(new byte[tasks], cancel).AsTask().Within("the query's tasks run");
    }

    public void LetGo() => _end!.Write(Enumerable.Repeat((byte)'\n', tasks).ToArray());

    public async ValueTask DisposeAsync()
    {
        if (_query is { } query) Assert.Equal(tasks, await query);
        _begun?.Dispose();
        _end?.Dispose();
        _folder.Delete(recursive: true);
    }

    private static FileStream Open(string pipe) => new(pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
}
