using RaySharp.Spark.Protocol;
using Error = RaySharp.Spark.Protocol.FetchErrorDetailsResponse.Types.Error;

namespace RaySharp.Spark.Rpc;

/// <summary>Reads the server's full account of an error: its message, where it happened, and the chain of its causes.</summary>
internal static class ServerError
{
    private const int DeepestCause = 16;

    /// <summary>Message, details and cause of the error; null where the server has forgotten it.</summary>
    /// <param name="response">What the server answered.</param>
    public static (string Message, SparkErrorDetails Details, Exception? Cause)? Read(FetchErrorDetailsResponse response) =>
        response.HasRootErrorIdx && At(response, response.RootErrorIdx) is { } root ? (root.Message, Details(root), Cause(response, root, 1)) : null;

    private static Error? At(FetchErrorDetailsResponse response, int index) => index >= 0 && index < response.Errors.Count ? response.Errors[index] : null;

    // A chain of indexes may run in a circle: its length is bounded.
    private static SparkException? Cause(FetchErrorDetailsResponse response, Error error, int depth) =>
        error.HasCauseIdx && depth <= DeepestCause && At(response, error.CauseIdx) is { } cause
            ? new SparkException($"{cause.ErrorTypeHierarchy.FirstOrDefault() ?? "error"}: {cause.Message}", Cause(response, cause, depth + 1), Details(cause))
            : null;

    private static SparkErrorDetails Details(Error error) => new()
    {
        ErrorClass = error.SparkThrowable is { HasErrorClass: true } named ? named.ErrorClass : null,
        SqlState = error.SparkThrowable is { HasSqlState: true } state ? state.SqlState : null,
        MessageParameters = error.SparkThrowable?.MessageParameters.ToDictionary() ?? [],
        ServerStackTrace = error.StackTrace.Count == 0 ? null : string.Join('\n', error.StackTrace.Select(frame =>
            $"at {frame.DeclaringClass}.{frame.MethodName}({(frame.HasFileName ? frame.FileName : "Unknown Source")}:{frame.LineNumber})")),
    };
}
