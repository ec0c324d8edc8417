using System.Net;

namespace RaySharp.Spark.Connection;

/// <summary>Where a Spark Connect server is and what to tell it: <c>sc://host:port/;token=...;use_ssl=true;user_id=...;header=value</c>.</summary>
internal sealed record SparkConnectionString
{
    public const int DefaultPort = 15002;
    public const string Form = "sc://host[:port][/;parameter=value;...], as sc://localhost:15002/;user_id=me";

    public required string Host { get; init; }

    public required int Port { get; init; }

    public required bool UseTls { get; init; }

    /// <summary>Never in a message, never in <see cref="ToString"/>.</summary>
    public string? Token { get; init; }

    public string? UserId { get; init; }

    public string? UserAgent { get; init; }

    public Guid? SessionId { get; init; }

    /// <summary>Parameters that are not ours: sent as headers with each request.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    public bool IsLoopback => IsLoopbackHost(Host);

    /// <summary>Host and port, for messages.</summary>
    public string Endpoint => $"{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port}";

    public Uri Address => new($"{(UseTls ? "https" : "http")}://{Endpoint}");

    public static bool IsLoopbackHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address);

    /// <summary>The same for a session of which the client makes the id.</summary>
    public SparkConnectionString WithoutSession() => this with { SessionId = null };

    /// <summary>The same string with what may be secret replaced.</summary>
    public override string ToString()
    {
        List<string> parameters = [];
        if (Token != null) parameters.Add("token=***");
        parameters.Add($"use_ssl={(UseTls ? "true" : "false")}");
        if (UserId != null) parameters.Add($"user_id={Uri.EscapeDataString(UserId)}");
        if (SessionId is { } session) parameters.Add($"session_id={session}");
        parameters.AddRange(Headers.Select(header => $"{header.Key}=***"));
        return $"sc://{Endpoint}/;{string.Join(';', parameters)}";
    }
}
