using System.Runtime.CompilerServices;
using Apache.Arrow;

namespace RaySharp.Spark;

/// <summary>Rows of Spark as objects of a cluster.</summary>
public static class ObjectRefsOfRows
{
    /// <summary>Runs the query and stores each record batch as it comes, so that tasks can begin before the last has come. What is not referenced any more is freed.</summary>
    /// <param name="rows">The query. How many rows a batch has at most, <c>spark.sql.execution.arrow.maxRecordsPerBatch</c> says; no batch spans two of its partitions.</param>
    /// <param name="ray">Where the batches are stored: a <see cref="SparkCluster"/>, or any other cluster of this program.</param>
    /// <param name="cancel">Ends the query.</param>
    /// <returns>A reference for each batch, in the order of the query's rows. Batches without rows are left out.</returns>
    /// <exception cref="SparkException">The query failed.</exception>
    public static async IAsyncEnumerable<ObjectRef<RecordBatch>> ToObjectRefsAsync(this DataFrame rows, RayRuntime ray, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(ray);
        await foreach (var batch in rows.ToBatchesAsync(cancel).ConfigureAwait(false))
        {
            using (batch)
            {
                if (batch.Length > 0) yield return await ray.PutAsync(batch, cancel).ConfigureAwait(false);
            }
        }
    }
}
