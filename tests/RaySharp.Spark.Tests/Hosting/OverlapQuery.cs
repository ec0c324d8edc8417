namespace RaySharp.Spark.Tests.Hosting;

/// <summary>A query whose tasks say whether another of them ran at the same time.</summary>
internal sealed class OverlapQuery(int tasks) : IAsyncDisposable
{
    private const int Rows = 1_000_000;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("raysharp-overlap-");

    public async Task<string[]> RunAsync(ISparkSession session, CancellationToken cancel)
    {
        string script = Path.Combine(_folder.FullName, "task.sh");
        await File.WriteAllTextAsync(script, $"""
            said=alone
            mkdir {_folder.FullName}/one 2>/dev/null || said=overlapped
            wc -l >/dev/null
            [ $said = alone ] && rmdir {_folder.FullName}/one
            echo $said
            """, cancel);
        List<string> said = [];
        await foreach (var batch in session.RunSqlAsync($"SELECT TRANSFORM(id) USING 'bash {script}' AS (said STRING) FROM range(0, {tasks * Rows}, 1, {tasks})", cancel: cancel))
        {
            using (batch)
            {
                var column = (Apache.Arrow.StringArray)batch.Column(0);
                for (int row = 0; row < column.Length; row++) said.Add(column.GetString(row));
            }
        }
        return [.. said];
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
