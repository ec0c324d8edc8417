using System.Runtime.CompilerServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using Google.Protobuf;
using RaySharp.Spark.Arrow;
using RaySharp.Spark.Protocol;
using Field = Apache.Arrow.Field;
using Schema = Apache.Arrow.Schema;

namespace RaySharp.Spark.Tests.Fakes;

/// <summary>Streams of responses for a <see cref="FakeSpark"/>.</summary>
internal static class FakeStreams
{
    public static ExecutePlanResponse Batch(string id, params long[] values)
    {
        var data = ArrowStreams.Write([Longs(values)], 0).ToArray();
        return new() { ResponseId = id, ServerSideSessionId = FakeSpark.ServerSideSession, ArrowBatch = new() { RowCount = values.Length, Data = ByteString.CopyFrom(data) } };
    }

    public static ExecutePlanResponse Complete(string id) => new() { ResponseId = id, ServerSideSessionId = FakeSpark.ServerSideSession, ResultComplete = new() };

    public static RecordBatch Longs(params IEnumerable<long> values)
    {
        var array = new Int64Array.Builder().AppendRange(values).Build();
        return new(new Schema([new Field("id", Int64Type.Default, false)], null), [array], array.Length);
    }

    /// <summary>Responses, then the end, or a failure.</summary>
    public static async IAsyncEnumerable<ExecutePlanResponse> Of(IEnumerable<ExecutePlanResponse> responses, Exception? failure = null)
    {
        foreach (var response in responses) yield return response;
        await Task.Yield();
        if (failure != null) throw failure;
    }

    /// <summary>Responses, and then nothing until somebody cancels.</summary>
    public static async IAsyncEnumerable<ExecutePlanResponse> OfEndless(IEnumerable<ExecutePlanResponse> responses, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var response in responses) yield return response;
        await Task.Delay(Timeout.Infinite, cancel);
    }
}
