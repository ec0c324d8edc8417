using System.Globalization;
using System.Text;
using System.Text.Json;
using RaySharp.Hosting;

namespace RaySharp.Spark.Sizing;

/// <summary>Asks the executors themselves what they have: Spark Connect tells of none of them.</summary>
internal static class ResourceProbe
{
    /// <summary>One line by each task. The executor's command line is above it: its number, its cores, its heap, the file with its GPUs.</summary>
    private const string Script = """
        cat > /dev/null
        id=driver cores=$(nproc) heap=0 file= before=
        while IFS= read -r -d "" word
        do
            case $before in --executor-id) id=$word;; --cores) cores=$word;; --resourcesFile) file=$word;; esac
            case $word in -Xmx*) heap=${word#-Xmx};; esac
            before=$word
        done < /proc/$PPID/cmdline
        memory=$(($(awk '/^MemTotal:/ { print $2 }' /proc/meminfo) * 1024))
        for limit in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes
        do
            [ -r $limit ] && read -r bytes < $limit && case $bytes in max|????????????????*) ;; *) [ $bytes -lt $memory ] && memory=$bytes;; esac
        done
        printf "%s\t%s\t%s\t%s\t%s\t%s\n" "$id" "$(uname -n)" "$cores" "$memory" "$heap" "$([ -r "$file" ] && tr -d "\n\t" < "$file")"
        """;

    /// <summary>Spark makes as many partitions of a range as its executors have cores, and gives each executor its part of them. Letters of base 64 pass through its SQL unchanged.</summary>
    private static readonly string _sql =
        $"SELECT DISTINCT * FROM (SELECT TRANSFORM(id) USING 'exec bash <(echo {Convert.ToBase64String(Encoding.UTF8.GetBytes(Script))} | base64 -d)' AS (line STRING) FROM range(0, 10000))";

    public static async Task<SparkResources> ReadAsync(ISparkSession session, CancellationToken cancel)
    {
        Dictionary<string, SparkExecutor> executors = [];
        await foreach (var rows in session.RunSqlAsync(_sql, cancel: cancel).ConfigureAwait(false))
        {
            using (rows)
            {
                foreach (string line in (IReadOnlyList<string>)rows.Column(0))
                {
                    var executor = Parse(line.Split('\t'));
                    executors[executor.Id] = executor;
                }
            }
        }
        return new SparkResources
        {
            Executors = [.. executors.Values.OrderBy(static executor => executor.Id.Length).ThenBy(static executor => executor.Id, StringComparer.Ordinal)],
            CoresPerTask = await NumberAsync("spark.task.cpus").ConfigureAwait(false) ?? 1,
            HasDynamicAllocation = await session.GetSettingAsync("spark.dynamicAllocation.enabled", cancel).ConfigureAwait(false) == "true",
            MaxExecutors = await NumberAsync("spark.dynamicAllocation.maxExecutors").ConfigureAwait(false) is { } most and < int.MaxValue ? most : null,
        };

        async Task<int?> NumberAsync(string setting) =>
            int.TryParse(await session.GetSettingAsync(setting, cancel).ConfigureAwait(false), CultureInfo.InvariantCulture, out int number) && number > 0 ? number : null;
    }

    private static SparkExecutor Parse(string[] words) => new(
        Id: words[0],
        Host: words[1],
        Cores: int.TryParse(words[2], CultureInfo.InvariantCulture, out int cores) && cores > 0 ? cores : 1,
        Memory: long.TryParse(words[3], CultureInfo.InvariantCulture, out long memory) ? memory : 0,
        Heap: SparkMemory.JavaSize(words[4]),
        Gpus: CountGpus(words[5]));

    /// <summary>As Spark lists them: <c>[{"id":{"resourceName":"gpu",...},"addresses":["0","1"]}]</c>.</summary>
    private static int CountGpus(string json)
    {
        if (json.Length == 0) return 0;
        using var list = JsonDocument.Parse(json);
        return list.RootElement.EnumerateArray().Where(static entry => entry.GetProperty("id").GetProperty("resourceName").GetString() == "gpu").Sum(static entry => entry.GetProperty("addresses").GetArrayLength());
    }
}
