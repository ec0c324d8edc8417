using RaySharp.Hosting;
using RaySharp.Store;

namespace Microbenchmark.Measuring;

internal static class StoreWaits
{
    /// <summary>Ends when the books of the store are so; false: they were not in time.</summary>
    public static async Task<bool> UntilStoreAsync(this EmbeddedCluster cluster, Func<NodeStore, bool> isSo, TimeSpan patience)
    {
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            if (cluster.Store.Look(isSo)) reached.TrySetResult();
        }
        cluster.Store.Decided += Look;
        Look();
        try
        {
            await reached.Task.WaitAsync(patience);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            cluster.Store.Decided -= Look;
        }
    }
}
