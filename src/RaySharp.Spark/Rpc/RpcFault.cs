using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using RaySharp.Spark.Protocol;

namespace RaySharp.Spark.Rpc;

/// <summary>What a failed call says about itself, before anybody is asked for more.</summary>
internal sealed record RpcFault
{
    private const string DetailsTrailer = "grpc-status-details-bin";

    public required StatusCode Status { get; init; }

    public required string Message { get; init; }

    public required RpcException Cause { get; init; }

    /// <summary>By this id the server tells all about the error.</summary>
    public string? ErrorId { get; init; }

    public SparkErrorDetails Details { get; init; } = new();

    /// <summary>How long the server asks to wait before the call is repeated.</summary>
    public TimeSpan? RetryDelay { get; init; }

    /// <summary>Whether the network failed, not the server; a handshake that failed for its content will not do better the next time and does not count.</summary>
    public bool IsTransport { get; init; }

    public bool IsRetryable => RetryDelay != null || IsTransport || Status == StatusCode.Unavailable || Details.ErrorClass == "INVALID_CURSOR.DISCONNECTED";

    public static RpcFault Of(RpcException failure)
    {
        var (info, retry) = ReadDetails(failure);
        var chain = Chain(failure.Status.DebugException).ToList();
        bool transport = !chain.Exists(cause => cause is System.Security.Authentication.AuthenticationException) && failure.StatusCode switch
        {
            StatusCode.Unavailable or StatusCode.Internal or StatusCode.Unknown => chain.Exists(cause => cause is IOException or HttpRequestException),
            // Whoever cancels by a token hears of that token: what is left are streams that the other side broke off.
            StatusCode.Cancelled => info == null,
            _ => false,
        };
        return new()
        {
            Status = failure.StatusCode,
            Message = failure.Status.Detail,
            Cause = failure,
            ErrorId = Text(info, "errorId"),
            RetryDelay = retry?.RetryDelay?.ToTimeSpan() ?? (retry != null ? TimeSpan.Zero : null),
            IsTransport = transport,
            Details = new()
            {
                ErrorClass = Text(info, "errorClass"),
                SqlState = Text(info, "sqlState"),
                MessageParameters = Parameters(Text(info, "messageParameters")),
                ServerStackTrace = Text(info, "stackTrace"),
            },
        };
    }

    /// <summary>An exception and all that caused it.</summary>
    /// <param name="failure">The outermost.</param>
    public static IEnumerable<Exception> Chain(Exception? failure)
    {
        for (; failure != null; failure = failure.InnerException) yield return failure;
    }

    private static (ErrorInfo? Info, RetryInfo? Retry) ReadDetails(RpcException failure)
    {
        ErrorInfo? info = null;
        RetryInfo? retry = null;
        if (failure.Trailers.GetValueBytes(DetailsTrailer) is not { } bytes) return default;
        try
        {
            foreach (var detail in Protocol.Status.Parser.ParseFrom(bytes).Details)
                if (detail.TryUnpack(out ErrorInfo foundInfo)) info = foundInfo;
                else if (detail.TryUnpack(out RetryInfo foundRetry)) retry = foundRetry;
        }
        catch (InvalidProtocolBufferException)
        {
            // Something between here and the server garbled it; status and message still stand.
        }
        return (info, retry);
    }

    private static string? Text(ErrorInfo? info, string name) => info != null && info.Metadata.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;

    private static Dictionary<string, string> Parameters(string? json)
    {
        Dictionary<string, string> result = [];
        if (json == null) return result;
        try
        {
            using var document = JsonDocument.Parse(json);
            foreach (var property in document.RootElement.EnumerateObject()) result[property.Name] = property.Value.ToString();
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // The server cuts long metadata off; the full one comes with the error's details.
        }
        return result;
    }
}
