using System.Text.Json;
using RaySharp.Texts;

namespace RaySharp.Hosting;

/// <summary>A detached cluster on this machine.</summary>
internal sealed class LocalHead : HeadKind
{
    public static LocalHead Instance { get; } = new();

    public override string Name => "RaySharp";

    /// <exception cref="ArgumentException">An option has no meaning in another process.</exception>
    public static string Order(RayOptions options) => JsonSerializer.Serialize(Sendable(options), HeadJson.Default.RayOptions);

    /// <exception cref="ArgumentException">An option has no meaning in another process.</exception>
    public static RayOptions Sendable(RayOptions options)
    {
        if (string.IsNullOrEmpty(options.JoinFile))
            throw new ArgumentException("RayOptions.JoinFile is not set. A detached cluster is reached by it only: name a file that it is to write.", nameof(options));
        if (options.InProcess) throw new ArgumentException("RayOptions.InProcess has no meaning for a detached cluster: its workers are not in this program.", nameof(options));
        if (options.LoggerFactory is not null) throw new ArgumentException("RayOptions.LoggerFactory cannot go to the process of a detached cluster. Give it to Ray.ConnectAsync: there it gets what this program's tasks log.", nameof(options));
        return options with { JoinFile = Path.GetFullPath(options.JoinFile), SpillFolders = options.SpillFolders is { } folders ? [.. folders.Select(Path.GetFullPath)] : null };
    }

    public override async Task<StartedHead> StartAsync(string order, IProgress<string> progress, CancellationToken cancel)
    {
        var options = JsonSerializer.Deserialize(order, HeadJson.Default.RayOptions)!;
        var cluster = await EmbeddedCluster.StartAsync(options with { IsDetached = true }, cancel).ConfigureAwait(false);
        progress.Report($"{CountText.Of(cluster.Membership!.Workers.Count, "node")} ready");
        return new StartedHead(cluster, cluster);
    }
}
