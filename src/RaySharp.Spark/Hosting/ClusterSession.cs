using System.Net.Sockets;
using RaySharp.Hosting;

namespace RaySharp.Spark.Hosting;

/// <summary>A cluster's session. One that was made for the cluster is its own: it ends with the cluster, and another can take its place. One that was given is left alone.</summary>
/// <param name="session">The session; an own one is this object's from here on.</param>
/// <param name="again">Makes another like it; null: it was given.</param>
internal sealed class ClusterSession(ISparkSession session, Func<CancellationToken, Task<ISparkSession>>? again) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private ISparkSession _current = session;
    private bool _isDisposed;

    public ISparkSession Current => Volatile.Read(ref _current);

    /// <summary>Whether it was made for the cluster.</summary>
    public bool IsOwn => again is not null;

    /// <summary>Makes one for a cluster.</summary>
    /// <param name="connection">Spark's address; null: what SPARK_REMOTE says, else this machine.</param>
    /// <param name="cancel">Ends the wait.</param>
    public static async Task<ClusterSession> ConnectAsync(string? connection, CancellationToken cancel) => new(
        await SparkSession.ConnectAsync(connection, cancel: cancel).ConfigureAwait(false),
        async token => await SparkSession.ConnectAnewAsync(connection, token).ConfigureAwait(false));

    /// <summary>The address of this machine on the way to Spark.</summary>
    /// <exception cref="ArgumentException">It cannot be found.</exception>
    public string LocalAddress()
    {
        if (Current is not SparkSession known)
            throw new ArgumentException($"The session is a {Current.GetType().Name}, which does not tell where Spark is. Say by which address the executors reach this machine: SparkClusterOptions.HeadAddress.");
        try
        {
            return NodeJoining.LocalAddressTo(known.Host, known.Port);
        }
        catch (SocketException fault)
        {
            throw new ArgumentException($"This machine's address on the way to Spark ({known.Host}) cannot be found: {fault.Message}. Say by which address the executors reach this machine: SparkClusterOptions.HeadAddress.", fault);
        }
    }

    /// <summary>Makes another one, which takes this one's place when it is prepared.</summary>
    /// <param name="prepare">Does so.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<T> RenewAsync<T>(Func<ISparkSession, Task<T>> prepare, CancellationToken cancel)
    {
        var superfluous = await again!(cancel).ConfigureAwait(false);
        try
        {
            var prepared = await prepare(superfluous).ConfigureAwait(false);
            lock (_lock)
            {
                if (!_isDisposed) (superfluous, _current) = (_current, superfluous);
            }
            return prepared;
        }
        finally
        {
            await superfluous.DisposeAsync().ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_lock) _isDisposed = true;
        return IsOwn ? _current.DisposeAsync() : ValueTask.CompletedTask;
    }
}
