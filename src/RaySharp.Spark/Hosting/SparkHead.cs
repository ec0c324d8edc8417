using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using RaySharp.Hosting;

namespace RaySharp.Spark.Hosting;

/// <summary>A detached cluster on Spark: head and session in a process of their own.</summary>
internal sealed class SparkHead : HeadKind
{
    private const string ErrorClass = "errorClass", SqlState = "sqlState";

    public static SparkHead Instance { get; } = new();

    public override string Name => "RaySharp.Spark";

    /// <summary>The process of a detached head finds this kind by its assembly, whose initializer this is.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255:The 'ModuleInitializer' attribute should not be used in libraries", Justification = "It only says what there is.")]
    internal static void Offer() => Register(Instance);

    /// <exception cref="ArgumentException">An option has no meaning in another process.</exception>
    public static string Order(string? connection, SparkClusterOptions options) =>
        JsonSerializer.Serialize(new SparkOrder(connection, options with { Progress = null }), SparkHeadJson.Default.SparkOrder);

    public override async Task<StartedHead> StartAsync(string order, IProgress<string> progress, CancellationToken cancel)
    {
        var (connection, options) = JsonSerializer.Deserialize(order, SparkHeadJson.Default.SparkOrder)!;
        options = options with { Progress = progress, Ray = options.Ray with { IsDetached = true } };
        var host = await SparkHost.StartAsync(await ClusterSession.ConnectAsync(connection, cancel).ConfigureAwait(false), options, cancel).ConfigureAwait(false);
        return new StartedHead(host.Cluster, host);
    }

    public override HeadFailure Describe(Exception fault) => fault is not SparkException known ? base.Describe(fault)
        : base.Describe(fault) with { Details = new() { [ErrorClass] = known.ErrorClass, [SqlState] = known.SqlState } };

    public override Exception Rebuild(HeadFailure failure)
    {
        SparkErrorDetails details = new() { ErrorClass = failure.Details.GetValueOrDefault(ErrorClass), SqlState = failure.Details.GetValueOrDefault(SqlState) };
        return failure.Type switch
        {
            nameof(SparkConnectionException) => new SparkConnectionException(failure.Message, null, details),
            nameof(SparkAuthenticationException) => new SparkAuthenticationException(failure.Message, null, details),
            nameof(SparkArtifactException) => new SparkArtifactException(failure.Message, null, details),
            nameof(SparkVersionException) => new SparkVersionException(failure.Message, null, details),
            nameof(SparkInterruptedException) => new SparkInterruptedException(failure.Message, null, details),
            nameof(SparkSessionLostException) => new SparkSessionLostException(failure.Message, null, details),
            nameof(SparkException) => new SparkException(failure.Message, null, details),
            nameof(SparkConnectionStringException) => new ArgumentException(failure.Message),
            _ => base.Rebuild(failure),
        };
    }
}

/// <summary>What the process of a detached head on Spark is to start.</summary>
/// <param name="Connection">Spark's address, perhaps with a token.</param>
/// <param name="Options">How.</param>
internal sealed record SparkOrder(string? Connection, SparkClusterOptions Options)
{
    /// <summary>Never shows a token.</summary>
    public override string ToString() => nameof(SparkOrder);
}

[JsonSerializable(typeof(SparkOrder))]
internal sealed partial class SparkHeadJson : JsonSerializerContext;
