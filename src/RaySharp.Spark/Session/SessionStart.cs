using System.Globalization;
using System.Security.Cryptography;
using Grpc.Core;
using Grpc.Core.Interceptors;
using RaySharp.Spark.Connection;
using RaySharp.Spark.Execution;
using RaySharp.Spark.Protocol;
using RaySharp.Spark.Rpc;

namespace RaySharp.Spark.Session;

/// <summary>The first and the last words of a session.</summary>
internal static class SessionStart
{
    private const int OldestMajorVersion = 4;

    /// <summary>Says hello; the server's version is its answer.</summary>
    /// <param name="calls">The way to the server.</param>
    /// <param name="target">What the connection string says.</param>
    /// <param name="options">How the session is held.</param>
    /// <param name="channel">Goes with the session; at once, if none comes about.</param>
    /// <param name="cancel">Ends the wait.</param>
    public static async Task<SparkSession> OpenAsync(CallInvoker calls, SparkConnectionString target, SparkSessionOptions options, IDisposable? channel, CancellationToken cancel)
    {
        SessionIdentity identity = new(target.SessionId ?? Uuid.New(), target.UserId ?? UserName(), target.UserAgent ?? ClientType());
        SessionGate gate = new(channel);
        SparkConnectService.SparkConnectServiceClient service = new(SparkChannel.WithHeaders(calls, target).Intercept(gate));
        SessionClient client = new(service, identity, new(target, identity), options.Retries, options.TimeProvider, RandomUnit);
        try
        {
            string version = await HelloAsync(client, target, options, cancel).ConfigureAwait(false);
            if (Major(version) is not >= OldestMajorVersion)
            {
                await ReleaseAsync(client, options.ConnectTimeout).ConfigureAwait(false);
                throw new SparkVersionException($"The server at {target.Endpoint} runs Spark {version}; this client needs Spark {OldestMajorVersion} or newer. Connect to a newer one.");
            }
            return new(client, version, target, options, gate);
        }
        catch
        {
            gate.Dispose();
            throw;
        }
    }

    /// <summary>Says good-bye; if nobody hears it, the server forgets the session by itself after an hour.</summary>
    /// <param name="client">The session's calls.</param>
    /// <param name="timeout">How long the server may take.</param>
    public static async Task ReleaseAsync(SessionClient client, TimeSpan timeout)
    {
        ReleaseSessionRequest request = new()
        {
            SessionId = client.Identity.SessionId,
            UserContext = new() { UserId = client.Identity.UserId, UserName = client.Identity.UserId },
        };
        try
        {
            using CancellationTokenSource deadline = new(timeout, client.Time);
            using var call = client.Service.ReleaseSessionAsync(request, new CallOptions(cancellationToken: deadline.Token));
            await call.ResponseAsync.ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is RpcException or OperationCanceledException)
        {
            // The server is gone, or has forgotten the session already: that was the aim.
        }
    }

    private static async Task<string> HelloAsync(SessionClient client, SparkConnectionString target, SparkSessionOptions options, CancellationToken cancel)
    {
        using CancellationTokenSource deadline = new(options.ConnectTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        try
        {
            // Impatient: a wrong address is to be told at once, not after all retries. A server that asks to come back, as one that is started first, is listened to.
            AnalyzePlanRequest request = new() { SparkVersion = new() };
            var answer = await client.CallAsync(client.Service.AnalyzePlanAsync, request, either.Token, patient: false).ConfigureAwait(false);
            return answer.SparkVersion?.Version ?? "of no version";
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new SparkConnectionException($"What listens at {target.Endpoint} did not answer within {options.ConnectTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s. "
                + "Look whether it is a Spark Connect server, and whether it wants TLS (use_ssl=true); or allow it more time (SparkSessionOptions.ConnectTimeout).");
        }
    }

    private static int? Major(string version) => int.TryParse(version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major) ? major : null;

    private static string UserName() => Environment.UserName is { Length: > 0 } name ? name : "raysharp";

    private static string ClientType() => $"raysharp/{typeof(SessionStart).Assembly.GetName().Version?.ToString(3)} dotnet/{Environment.Version} os/{(OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux")}";

    private static double RandomUnit() => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;
}
