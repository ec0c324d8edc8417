using Grpc.Core;
using RaySharp.Spark.Connection;

namespace RaySharp.Spark.Rpc;

/// <summary>Makes a typed exception of what a call failed with.</summary>
/// <param name="target">Where the server is.</param>
/// <param name="identity">Who asked.</param>
internal sealed class SparkErrors(SparkConnectionString target, SessionIdentity identity)
{
    /// <summary>The exception for a failed call.</summary>
    /// <param name="fault">What the call said.</param>
    /// <param name="full">What the server told when asked for more, if it did.</param>
    public SparkException Of(RpcFault fault, (string Message, SparkErrorDetails Details, Exception? Cause)? full = null)
    {
        string message = full?.Message ?? fault.Message;
        var details = full is { } account ? Merge(account.Details, fault.Details) : fault.Details;
        Exception cause = full?.Cause ?? fault.Cause;
        return details.ErrorClass switch
        {
            null => OfStatus(fault, message, details, cause),
            _ when details.ErrorClass.StartsWith("INVALID_HANDLE.SESSION_", StringComparison.Ordinal) => identity.Lost(message.TrimEnd('.'), cause, details),
            "OPERATION_CANCELED" => new SparkInterruptedException(message, cause, details),
            "ARTIFACT_ALREADY_EXISTS" => new SparkArtifactException(
                $"{message} An artifact's content cannot change: give the new content a name of its own, for example one with its SHA-256.", cause, details),
            _ => new SparkException(message, cause, details),
        };
    }

    private SparkException OfStatus(RpcFault fault, string message, SparkErrorDetails details, Exception cause) => fault.Status switch
    {
        StatusCode.Unauthenticated => new SparkAuthenticationException(
            $"The Spark Connect server at {target.Endpoint} {(target.Token == null ? "wants a token, and none was given" : "refused the token")} ({message}). "
            + "Give the right one as token=... in the connection string or in SPARK_CONNECT_AUTHENTICATE_TOKEN.", cause, details),
        StatusCode.PermissionDenied => new SparkAuthenticationException(
            $"The Spark Connect server at {target.Endpoint} does not allow user '{identity.UserId}' to do this ({message}). Use another token or user_id.", cause, details),
        StatusCode.Unimplemented => new SparkConnectionException(
            $"What answers at {target.Endpoint} does not know this request ({message}): it is no Spark Connect server, or one older than Spark 4.", cause, details),
        StatusCode.ResourceExhausted => new SparkException(
            $"A message was too large or the server has no room: {message}. For results, a smaller spark.sql.execution.arrow.maxRecordsPerBatch makes smaller messages.", cause, details),
        _ when Chain(fault) is { Count: > 0 } chain => new SparkConnectionException(ConnectionFailures.Explain(target, chain), cause, details),
        StatusCode.Unavailable => new SparkConnectionException($"The Spark Connect server at {target.Endpoint} is not available: {message}. Try again later.", cause, details),
        _ => new SparkException($"{message} (gRPC status {fault.Status})", cause, details),
    };

    private static List<Exception> Chain(RpcFault fault) => [.. RpcFault.Chain(fault.Cause.Status.DebugException)];

    private static SparkErrorDetails Merge(SparkErrorDetails full, SparkErrorDetails brief) => full with
    {
        ErrorClass = full.ErrorClass ?? brief.ErrorClass,
        SqlState = full.SqlState ?? brief.SqlState,
        MessageParameters = full.MessageParameters.Count > 0 ? full.MessageParameters : brief.MessageParameters,
        ServerStackTrace = full.ServerStackTrace ?? brief.ServerStackTrace,
    };
}
