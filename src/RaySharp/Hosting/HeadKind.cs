using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using RaySharp.Worker;

namespace RaySharp.Hosting;

/// <summary>A kind of cluster whose head may live in a process of its own: on this machine's nodes, or on what another assembly knows of.</summary>
internal abstract class HeadKind
{
    private static readonly ConcurrentDictionary<string, HeadKind> _kinds = new(StringComparer.Ordinal);

    /// <summary>The assembly that has it.</summary>
    public abstract string Name { get; }

    /// <summary>Makes a kind known, before a head is started.</summary>
    public static void Register(HeadKind kind) => _kinds[kind.Name] = kind;

    /// <exception cref="WorkerStartException">This program has none of that name.</exception>
    public static HeadKind Find(string name)
    {
        if (name == LocalHead.Instance.Name) return LocalHead.Instance;
        ProgramAssemblies.Load([name]);
        return _kinds.GetValueOrDefault(name) ?? throw new WorkerStartException($"The assembly '{name}' has no kind of cluster.");
    }

    /// <summary>In the head's process.</summary>
    /// <param name="order">What the program that asked for it wants, as it wrote it.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancel">It is wanted no more.</param>
    public abstract Task<StartedHead> StartAsync(string order, IProgress<string> progress, CancellationToken cancel);

    /// <summary>In the head's process: what becomes of a failure to start.</summary>
    public virtual HeadFailure Describe(Exception fault) => new(fault.GetType().Name, fault.Message);

    /// <summary>In the program that asked for it: the failure, as if it had happened here.</summary>
    public virtual Exception Rebuild(HeadFailure failure) => failure.Type switch
    {
        nameof(ArgumentException) => new ArgumentException(failure.Message),
        nameof(ArgumentOutOfRangeException) => new ArgumentOutOfRangeException(null, failure.Message),
        nameof(TimeoutException) => new TimeoutException(failure.Message),
        nameof(InvalidOperationException) => new InvalidOperationException(failure.Message),
        nameof(PlatformNotSupportedException) => new PlatformNotSupportedException(failure.Message),
        nameof(ClusterConnectionException) => new ClusterConnectionException(failure.Message),
        nameof(WorkerStartException) => new WorkerStartException(failure.Message),
        nameof(IOException) or nameof(UnauthorizedAccessException) or nameof(DirectoryNotFoundException) => new IOException(failure.Message),
        _ => new WorkerStartException($"The detached cluster did not start: {failure.Type}: {failure.Message}"),
    };
}

/// <summary>A cluster that runs.</summary>
/// <param name="Cluster">Its head.</param>
/// <param name="Owner">Ends it, and whatever belongs to it.</param>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "It only names the two.")]
internal sealed record StartedHead(EmbeddedCluster Cluster, IAsyncDisposable Owner);
