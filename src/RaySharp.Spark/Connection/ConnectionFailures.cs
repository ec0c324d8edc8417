using System.Net.Sockets;

namespace RaySharp.Spark.Connection;

/// <summary>Says what a failure of the network means and what to do about it.</summary>
internal static class ConnectionFailures
{
    /// <summary>What the user reads.</summary>
    /// <param name="target">Where the client wanted to go.</param>
    /// <param name="failure">What the network said, with all that caused it.</param>
    public static string Explain(SparkConnectionString target, IReadOnlyList<Exception> failure) =>
        $"No Spark Connect server can be used at {target.Endpoint}: {Reason(target, failure)}";

    private static string Reason(SparkConnectionString target, IReadOnlyList<Exception> failure)
    {
        if (failure.OfType<SocketException>().FirstOrDefault() is { } socket && SocketReason(target, socket) is { } reason) return reason;
        string said = failure.Count > 0 ? failure[^1].Message : "no reason was given";
        if (failure.OfType<System.Security.Authentication.AuthenticationException>().Any())
            return said.Contains("frame", StringComparison.OrdinalIgnoreCase)
                ? "it was asked for TLS and answered something else. If the server speaks without TLS, say use_ssl=false (with a token: only to localhost)."
                : $"TLS failed: {said} The server's certificate must be valid for the host's name and signed by an authority that this machine trusts.";
        if (failure.OfType<HttpRequestException>().Any(http => http.HttpRequestError is HttpRequestError.SecureConnectionError))
            return $"TLS failed: {said} If the server speaks without TLS, say use_ssl=false (with a token: only to localhost).";
        return target.UseTls
            ? $"the connection broke: {said}"
            : $"the connection broke or does not speak gRPC: {said} If the server wants TLS, say use_ssl=true.";
    }

    private static string? SocketReason(SparkConnectionString target, SocketException failure) => failure.SocketErrorCode switch
    {
        SocketError.ConnectionRefused =>
            "nothing listens there (connection refused). Start a server (sbin/start-connect-server.sh in Spark's folder), or correct host and port.",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => $"the name '{target.Host}' is not known here. Correct the host.",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.TimedOut =>
            $"no way leads there ({failure.Message}). Correct host and port, or look at the network and its firewalls.",
        _ => null,
    };
}
