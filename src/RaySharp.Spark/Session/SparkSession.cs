using Apache.Arrow;
using RaySharp.Spark.Connection;
using RaySharp.Spark.Engine;
using RaySharp.Spark.Plans;
using RaySharp.Spark.Protocol;
using RaySharp.Spark.Rpc;
using RaySharp.Spark.Session;
using InterruptType = RaySharp.Spark.Protocol.InterruptRequest.Types.InterruptType;

namespace RaySharp.Spark;

/// <summary>A session with a Spark Connect server (Spark 4). Every member may be used from many threads at a time. Disposing it ends the session and all that runs in it.</summary>
public sealed class SparkSession : ISparkSession
{
    private static readonly TimeSpan _goodbye = TimeSpan.FromSeconds(5);

    private readonly SessionClient _client;
    private readonly PlanRunner _runner;
    private readonly KeepAlive _keepAlive;
    private readonly SparkConnectionString _target;
    private readonly IDisposable _gate;
    private int _disposed;

    internal SparkSession(SessionClient client, string sparkVersion, SparkConnectionString target, SparkSessionOptions options, IDisposable gate)
    {
        (_client, SparkVersion, _target, _gate) = (client, sparkVersion, target, gate);
        _runner = new(client);
        _keepAlive = new(client, options.KeepAliveInterval);
    }

    /// <inheritdoc/>
    public string SparkVersion { get; }

    /// <summary>The session's id, made by this client.</summary>
    public string SessionId => _client.Identity.SessionId;

    /// <inheritdoc/>
    public string ServerSideSessionId => _client.Identity.ServerSideSessionId;

    /// <summary>Whom the server takes the requests for.</summary>
    public string UserId => _client.Identity.UserId;

    internal string Host => _target.Host;

    internal int Port => _target.Port;

    /// <summary>Reads files and tables.</summary>
    public DataFrameReader Read => new(_runner);

    /// <summary>Connects to a server and begins a session.</summary>
    /// <param name="connection">Where: <c>sc://host:15002/;token=...;use_ssl=true;user_id=...;header=value</c>. Null: what SPARK_REMOTE says, else this machine.</param>
    /// <param name="options">How the session is held.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="SparkConnectionStringException">The connection string is malformed.</exception>
    /// <exception cref="SparkConnectionException">The server cannot be reached.</exception>
    /// <exception cref="SparkAuthenticationException">The server wants another token.</exception>
    /// <exception cref="SparkVersionException">The server is older than Spark 4.</exception>
    public static Task<SparkSession> ConnectAsync(string? connection = null, SparkSessionOptions? options = null, CancellationToken cancel = default)
    {
        options = (options ?? new()).Validated();
        return OpenAsync(SparkEnvironment.Resolve(connection, Environment.GetEnvironmentVariable), options, cancel);
    }

    /// <summary>Begins another session where one is lost: under an id of its own, since the server lets nobody have a closed one's again.</summary>
    internal static Task<SparkSession> ConnectAnewAsync(string? connection, CancellationToken cancel) =>
        OpenAsync(SparkEnvironment.Resolve(connection, Environment.GetEnvironmentVariable).WithoutSession(), new(), cancel);

    /// <summary>A query in SQL. It runs when its rows are asked for, and each time they are: for what changes something there is <see cref="ExecuteAsync"/>.</summary>
    /// <param name="query">The query.</param>
    public DataFrame Sql(string query) => new(_runner, Relations.Sql(query));

    /// <summary>A query in SQL with parameters by name.</summary>
    /// <param name="query">The query, with parameters as <c>:name</c>.</param>
    /// <param name="parameters">Their values.</param>
    public DataFrame Sql(string query, IReadOnlyDictionary<string, object?> parameters) => new(_runner, Relations.Sql(query, parameters));

    /// <summary>A query in SQL with parameters by position.</summary>
    /// <param name="query">The query, with parameters as <c>?</c>.</param>
    /// <param name="parameters">Their values.</param>
    public DataFrame Sql(string query, params IReadOnlyList<object?> parameters) => new(_runner, Relations.Sql(query, parameters));

    /// <summary>Runs an SQL statement now, and once: CREATE, INSERT, DROP and the like.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="options">The operation's id and tags, and who is told how far it is.</param>
    /// <param name="cancel">Interrupts it.</param>
    /// <returns>What it results in; of a query, the query.</returns>
    public async Task<DataFrame> ExecuteAsync(string sql, SparkOperationOptions? options = null, CancellationToken cancel = default)
    {
        var query = Relations.Sql(sql);
        return new(_runner, await _runner.RunAsync(new() { SqlCommand = new() { Input = query } }, options, cancel).ConfigureAwait(false) ?? query);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<RecordBatch> RunSqlAsync(string sql, SparkOperationOptions? options = null, CancellationToken cancel = default) => _runner.BatchesAsync(Relations.Sql(sql), options, cancel);

    /// <inheritdoc/>
    public Task<string> ExplainSqlAsync(string sql, CancellationToken cancel = default) => Sql(sql).ExplainAsync(ExplainMode.Simple, cancel);

    /// <summary>The rows of a table or view.</summary>
    /// <param name="name">Its name.</param>
    public DataFrame Table(string name) => Read.Table(name);

    /// <summary>Rows of this process. The batches are read now; what is larger than a message travels to the server with the first query that uses it.</summary>
    /// <param name="batches">At least one batch; all have one schema.</param>
    public DataFrame CreateDataFrame(params IReadOnlyList<RecordBatch> batches)
    {
        var data = LocalData.Of(batches);
        return new(_runner, cancel => data.RelationAsync(_runner.Artifacts(), cancel));
    }

    /// <inheritdoc/>
    public Task CreateTempViewAsync(string name, IReadOnlyList<RecordBatch> batches, CancellationToken cancel = default) =>
        CreateDataFrame(batches).CreateTempViewAsync(name, replace: true, cancel);

    /// <inheritdoc/>
    public Task AddArtifactAsync(SparkArtifact artifact, IProgress<ArtifactProgress>? progress = null, CancellationToken cancel = default) => AddArtifactsAsync([artifact], progress, cancel);

    /// <summary>Sends files and archives to the session, for its executors.</summary>
    /// <param name="artifacts">The files.</param>
    /// <param name="progress">Told how much has been sent.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="SparkArtifactException">Another content has one of the names already, or a file did not arrive whole.</exception>
    public Task AddArtifactsAsync(IReadOnlyCollection<SparkArtifact> artifacts, IProgress<ArtifactProgress>? progress = null, CancellationToken cancel = default) =>
        _runner.Artifacts(progress).SendAsync(artifacts, cancel);

    /// <inheritdoc/>
    public async Task<string?> GetSettingAsync(string name, CancellationToken cancel = default)
    {
        var answer = await ConfigAsync(new() { GetOption = new() { Keys = { name } } }, cancel).ConfigureAwait(false);
        return answer.Pairs.FirstOrDefault() is { HasValue: true } pair ? pair.Value : null;
    }

    /// <summary>All settings.</summary>
    /// <param name="prefix">Only those whose names begin so; it is cut off the names. Null for all.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<IReadOnlyDictionary<string, string>> GetSettingsAsync(string? prefix = null, CancellationToken cancel = default)
    {
        ConfigRequest.Types.GetAll all = new();
        if (prefix != null) all.Prefix = prefix;
        var answer = await ConfigAsync(new() { GetAll = all }, cancel).ConfigureAwait(false);
        return answer.Pairs.Where(pair => pair.HasValue).ToDictionary(pair => pair.Key, pair => pair.Value);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> SetSettingAsync(string name, string value, CancellationToken cancel = default) =>
        (await ConfigAsync(new() { Set = new() { Pairs = { new KeyValue { Key = name, Value = value } } } }, cancel).ConfigureAwait(false)).Warnings;

    /// <summary>Gives a setting its default back.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>What the server warns of.</returns>
    public async Task<IReadOnlyList<string>> UnsetSettingAsync(string name, CancellationToken cancel = default) =>
        (await ConfigAsync(new() { Unset = new() { Keys = { name } } }, cancel).ConfigureAwait(false)).Warnings;

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> InterruptTagAsync(string tag, CancellationToken cancel = default)
    {
        SparkOperationOptions.Validate(tag);
        return SendAsync(new() { InterruptType = InterruptType.Tag, OperationTag = tag }, cancel);
    }

    /// <summary>Interrupts an operation.</summary>
    /// <param name="operationId">Its id, as its options had it.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>Its id, if it ran.</returns>
    public Task<IReadOnlyList<string>> InterruptAsync(Guid operationId, CancellationToken cancel = default) =>
        SendAsync(new() { InterruptType = InterruptType.OperationId, OperationId = operationId.ToString() }, cancel);

    /// <summary>Interrupts all operations of the session.</summary>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The ids of those that ran.</returns>
    public Task<IReadOnlyList<string>> InterruptAllAsync(CancellationToken cancel = default) => SendAsync(new() { InterruptType = InterruptType.All }, cancel);

    /// <summary>Ends the session.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _keepAlive.DisposeAsync().ConfigureAwait(false);
        await SessionStart.ReleaseAsync(_client, _goodbye).ConfigureAwait(false);
        _gate.Dispose();
    }

    /// <summary>Where the session is, without what is secret.</summary>
    public override string ToString() => $"Spark {SparkVersion} session {SessionId} at {_target}";

    private static Task<SparkSession> OpenAsync(SparkConnectionString target, SparkSessionOptions options, CancellationToken cancel)
    {
        var channel = SparkChannel.Open(target, options.ConfigureHttp);
        return SessionStart.OpenAsync(channel.CreateCallInvoker(), target, options, channel, cancel);
    }

    private Task<ConfigResponse> ConfigAsync(ConfigRequest.Types.Operation operation, CancellationToken cancel) =>
        _client.CallAsync(_client.Service.ConfigAsync, new ConfigRequest { Operation = operation }, cancel);

    private async Task<IReadOnlyList<string>> SendAsync(InterruptRequest request, CancellationToken cancel) =>
        (await _client.CallAsync(_client.Service.InterruptAsync, request, cancel).ConfigureAwait(false)).InterruptedIds;
}
