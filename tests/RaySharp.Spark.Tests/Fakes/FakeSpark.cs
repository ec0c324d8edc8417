using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RaySharp.Spark.Connection;
using RaySharp.Spark.Protocol;
using RaySharp.Spark.Session;
using Status = Grpc.Core.Status;

namespace RaySharp.Spark.Tests.Fakes;

/// <summary>A Spark Connect service in this process: answers as a test says, and notes what it was asked.</summary>
internal sealed class FakeSpark : CallInvoker
{
    public const string ServerSideSession = "server-1";

    private readonly ConcurrentDictionary<System.Type, Func<object, object>> _answers = new();

    public FakeSpark()
    {
        Answer<AnalyzePlanRequest>(_ => new AnalyzePlanResponse { SparkVersion = new() { Version = Version }, ServerSideSessionId = ServerSideSession });
        Answer<ConfigRequest>(_ => new ConfigResponse { ServerSideSessionId = ServerSideSession });
        Answer<InterruptRequest>(_ => new InterruptResponse { ServerSideSessionId = ServerSideSession });
        Answer<ReleaseExecuteRequest>(_ => new ReleaseExecuteResponse { ServerSideSessionId = ServerSideSession });
        Answer<ReleaseSessionRequest>(_ => new ReleaseSessionResponse { ServerSideSessionId = ServerSideSession });
    }

    public string Version { get; set; } = "4.0.0";

    /// <summary>All requests, in the order in which they came.</summary>
    public ConcurrentQueue<IMessage> Requests { get; } = new();

    public Metadata LastHeaders { get; private set; } = [];

    /// <summary>The responses to a plan, and to a reattach.</summary>
    public Func<IMessage, CancellationToken, IAsyncEnumerable<ExecutePlanResponse>> Stream { get; set; } = (_, _) => throw new NotSupportedException();

    public static RpcException Failure(StatusCode status, string message, string? errorClass = null, string? errorId = null, TimeSpan? retry = null)
    {
        Protocol.Status details = new() { Code = (int)status, Message = message };
        ErrorInfo info = new() { Reason = "java.lang.Exception", Domain = "org.apache.spark" };
        if (errorClass != null) info.Metadata["errorClass"] = errorClass;
        if (errorId != null) info.Metadata["errorId"] = errorId;
        info.Metadata["messageParameters"] = """{"name":"`a`"}""";
        details.Details.Add(Any.Pack(info));
        if (retry is { } delay) details.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));
        return new(new Status(status, message), [new Metadata.Entry("grpc-status-details-bin", details.ToByteArray())]);
    }

    public void Answer<TRequest>(Func<TRequest, object> answer) where TRequest : class => _answers[typeof(TRequest)] = request => answer((TRequest)request);

    public Task<SparkSession> ConnectAsync(SparkSessionOptions? options = null, string connection = "sc://localhost/;user_id=me") => SessionStart.OpenAsync(
        this, SparkConnectionStringParser.Parse(connection), options ?? new() { Retries = new() { InitialBackoff = TimeSpan.Zero, MaxBackoff = TimeSpan.Zero, MaxRetries = 3 } }, null, TestContext.Current.CancellationToken);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        LastHeaders = options.Headers ?? [];
        return new(AnswerAsync<TResponse>(Copy(request)), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var responses = Stream(Copy(request), options.CancellationToken).GetAsyncEnumerator(options.CancellationToken);
        return new(new Reader<TResponse>(responses), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        Writer<TRequest> writer = new(request => Copy(request));
        return new(writer, writer.Last.Task.ContinueWith(last => AnswerAsync<TResponse>((IMessage)(object)last.Result!), TaskScheduler.Default).Unwrap(),
            Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();

    private IMessage Copy(object request)
    {
        var message = (IMessage)request;
        var copy = message.Descriptor.Parser.ParseFrom(message.ToByteArray());
        Requests.Enqueue(copy);
        return copy;
    }

    private Task<TResponse> AnswerAsync<TResponse>(IMessage request)
    {
        try
        {
            return Task.FromResult((TResponse)_answers[request.GetType()](request));
        }
        catch (RpcException failure)
        {
            return Task.FromException<TResponse>(failure);
        }
    }

    private sealed class Reader<T>(IAsyncEnumerator<ExecutePlanResponse> responses) : IAsyncStreamReader<T>
    {
        public T Current => (T)(object)responses.Current;

        public Task<bool> MoveNext(CancellationToken cancel) => responses.MoveNextAsync().AsTask();
    }

    private sealed class Writer<T>(Action<T> take) : IClientStreamWriter<T> where T : class
    {
        private T? _last;

        public TaskCompletionSource<T?> Last { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(T message)
        {
            take(_last = message);
            return Task.CompletedTask;
        }

        public Task WriteAsync(T message, CancellationToken cancel) => WriteAsync(message);

        public Task CompleteAsync()
        {
            Last.TrySetResult(_last);
            return Task.CompletedTask;
        }
    }
}
