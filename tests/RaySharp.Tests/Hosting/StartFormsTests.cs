using System.Reflection;
using Microsoft.Extensions.Logging;
using RaySharp.Codecs;
using RaySharp.Hosting;
using RaySharp.Worker;

namespace RaySharp.Tests.Hosting;

/// <summary>What processes are told when they start arrives whole. The samples leave nothing at its default, so that no field can be forgotten.</summary>
public sealed class StartFormsTests
{
    private static readonly NodeSettings _settings = new()
    {
        Cpus = 2.5,
        GpuIds = ["0", "GPU-1"],
        Memory = 3,
        MemoryShare = 4,
        Resources = new() { ["npu"] = 1.5 },
        WorkerProcesses = 5,
        ReadyProcesses = 6,
        KeepsReady = false,
        MaxPendingArgumentBytes = 7,
        ObjectStoreMemory = 8,
        SpillFolders = ["/a", "/b"],
        RecordCallSites = true,
        MemoryThreshold = 0.9,
        MemoryMonitorInterval = TimeSpan.FromTicks(10),
        MaxMemoryRetries = 11,
        MemoryRetryDelay = TimeSpan.FromTicks(12),
        Transport = Transport.Sockets,
        Namespace = "names",
        SendsOutput = true,
        LeastLogLevel = LogLevel.Error,
        MaxLogFileBytes = 13,
        LogFileBackups = 14,
        WorkerStartTimeout = TimeSpan.FromTicks(15),
        ShutdownTimeout = TimeSpan.FromTicks(16),
    };

    private static readonly NodeConfig _node = new()
    {
        HeadHost = "head",
        HeadPort = 1,
        Authority = [2, 3],
        ClusterId = "cluster",
        Slot = "slot",
        SecretsFile = "./secret",
        AnnouncedHost = "node",
        Share = 4,
        SparkCores = 5,
        SparkGpus = 6,
        JoinPatience = TimeSpan.FromTicks(7),
        Settings = _settings,
        Assemblies = ["App", "Jobs"],
        OuterStartupHooks = "outer",
    };

    private static readonly WorkerConfig _worker = new()
    {
        RunFolder = "/run/ü",
        Self = 1,
        Head = 2,
        NodePid = 3,
        GpuIds = ["0"],
        ClusterId = "cluster",
        UseRings = true,
        MaxRequests = 4,
        MaxPendingArgumentBytes = 5,
        MaxMemoryRetries = 6,
        MemoryRetryDelay = TimeSpan.FromTicks(7),
        StoreBytes = 8,
        RecordCallSites = true,
        Job = 9,
        Namespace = "names",
        LogFolder = "/logs",
        MaxLogFileBytes = 10,
        LogFileBackups = 11,
        SendsOutput = true,
        LeastLogLevel = 12,
        Assemblies = ["App"],
        OuterStartupHooks = "outer",
    };

    private static readonly JobProgram _program = new()
    {
        Code = "code",
        Folder = "/app",
        Executable = "dotnet",
        Arguments = ["exec", "a b"],
        Assemblies = ["App"],
        Namespace = "names",
        SendsOutput = true,
        LeastLogLevel = 1,
        RecordCallSites = true,
    };

    private static readonly NodeApplication _application = new("1.0", "slot", "machine", 5, new SparkShare(1, "executor", 2, 3, 4)) { Program = _program };
    private static readonly NodeAdmission _admission = new() { Refusal = "no", IsMismatch = true, MayRetry = true, WatchedPid = 1, Number = 2, Head = 3, Secret = [4], Identity = [5] };

    [Fact]
    public void A_nodes_configuration_arrives() => Arrives(_node, NodeConfig.Decode(_node.Encode()));

    [Fact]
    public void A_nodes_configuration_that_leaves_all_open_arrives()
    {
        var bare = _node with { Slot = null, SecretsFile = null, AnnouncedHost = null, OuterStartupHooks = null, Settings = new() { Cpus = 0, Namespace = "" } };
        Assert.Equivalent(bare, NodeConfig.Decode(bare.Encode()), strict: true);
    }

    [Fact]
    public void A_workers_configuration_arrives() => Arrives(_worker, WorkerConfig.Decode(_worker.Encode()));

    [Fact]
    public void An_application_arrives() => Arrives(_application, NodeApplication.Decode(_application.Encode(), "1.0"));

    [Fact]
    public void Of_another_versions_application_only_the_version_is_read()
    {
        byte[] alien = [.. _application.Encode().Take(6)];
        Assert.Equal(new NodeApplication("1.0", null, "", 0), NodeApplication.Decode(alien, "2.0"));
        Assert.Throws<CodecException>(() => NodeApplication.Decode(alien, "1.0"));
    }

    [Fact]
    public void An_admission_arrives()
    {
        var admission = _admission with { Refusal = null, IsMismatch = false };
        Assert.Equivalent(admission, NodeAdmission.Decode(admission.Encode()), strict: true);
        NothingIsDefault(_admission);
    }

    [Fact]
    public void That_a_version_does_not_match_is_read_whatever_follows()
    {
        byte[] bytes = _admission.Encode();
        Assert.Equivalent(new NodeAdmission { Refusal = "no", IsMismatch = true }, NodeAdmission.Decode(bytes.AsSpan(..6)), strict: true);
    }

    [Fact]
    public void An_answer_that_cannot_be_read_lets_nobody_in()
    {
        byte[] bytes = (_admission with { Refusal = null, IsMismatch = false }).Encode();
        for (int length = 0; length < bytes.Length; length++) Assert.NotNull(NodeAdmission.Decode(bytes.AsSpan(..length)).Refusal);
    }

    [Fact]
    public void A_program_arrives() => Arrives(_program, JobProgram.Decode(_program.Encode()));

    [Fact]
    public void Secrets_arrive_and_what_is_none_is_not_repeated()
    {
        NodeSecrets secrets = new([1, 2], new Dictionary<string, string> { ["TOKEN"] = "a b" });
        var read = NodeSecrets.FromLine(secrets.ToLine() + "\n");
        Assert.Equal(secrets.Join, read.Join);
        Assert.Equal(secrets.Variables, read.Variables);
        Assert.DoesNotContain("hunter", Assert.Throws<WorkerStartException>(() => NodeSecrets.FromLine("hunter 2")).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("not base 64")]
    public void What_no_one_sets_is_told_by_the_variables_name(string text)
    {
        Assert.Contains(NodeConfig.Variable, Assert.Throws<WorkerStartException>(() => NodeConfig.Decode(text)).Message, StringComparison.Ordinal);
        Assert.Contains(WorkerConfig.Variable, Assert.Throws<WorkerStartException>(() => WorkerConfig.Decode(text)).Message, StringComparison.Ordinal);
    }

    private static void Arrives<T>(T sent, T arrived) where T : notnull
    {
        NothingIsDefault(sent);
        Assert.Equivalent(sent, arrived, strict: true);
    }

    private static void NothingIsDefault(object sample)
    {
        foreach (var property in sample.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static property => property.CanWrite))
        {
            object? value = property.GetValue(sample);
            bool isDefault = value is null || (value.GetType().IsValueType && value is not false && value.Equals(Activator.CreateInstance(value.GetType())));
            Assert.False(isDefault, $"{sample.GetType().Name}.{property.Name} is at its default in the sample.");
            if (value is NodeSettings or SparkShare or JobProgram) NothingIsDefault(value);
        }
    }
}
