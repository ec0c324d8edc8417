using System.Diagnostics;
using System.Reflection;
using RaySharp.Worker;

namespace RaySharp.Hosting;

/// <summary>How to start this very program once more.</summary>
internal static class ProgramStart
{
    private const string HooksVariable = "DOTNET_STARTUP_HOOKS";

    /// <summary>To become a worker, with pipes to its three streams.</summary>
    /// <param name="config">What it is told.</param>
    /// <param name="program">Whose; null: this one.</param>
    public static ProcessStartInfo AsWorker(WorkerConfig config, JobProgram? program = null) => WithRole(program is null ? OfThisProgram() : new ProcessStartInfo(program.Executable, program.Arguments), WorkerConfig.Variable, outer => (config with { OuterStartupHooks = outer }).Encode());

    /// <summary>To become a node, with pipes to its three streams.</summary>
    public static ProcessStartInfo AsNode(NodeConfig config)
    {
        var start = WithRole(OfThisProgram(), NodeConfig.Variable, outer => (config with { OuterStartupHooks = outer }).Encode());
        SystemCertificates.Hide(start.Environment);
        return start;
    }

    /// <summary>To become a detached head, with pipes to its three streams.</summary>
    public static ProcessStartInfo AsHead(HeadConfig config) => WithRole(OfThisProgram(), HeadConfig.Variable, outer => (config with { OuterStartupHooks = outer }).Encode());

    /// <summary>Variables that say what a process is: no user's.</summary>
    public static bool IsReserved(string variable) => variable is HooksVariable or WorkerConfig.Variable or NodeConfig.Variable or HeadConfig.Variable;

    private static ProcessStartInfo WithRole(ProcessStartInfo start, string variable, Func<string?, string> encode)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.UseShellExecute = false;
        string? outer = Environment.GetEnvironmentVariable(HooksVariable);
        start.Environment[HooksVariable] = string.IsNullOrEmpty(outer) ? "RaySharp" : $"RaySharp{Path.PathSeparator}{outer}";
        start.Environment[variable] = encode(outer);
        return start;
    }

    /// <exception cref="WorkerStartException">The program cannot be found.</exception>
    public static ProcessStartInfo OfThisProgram()
    {
        string path = Environment.ProcessPath ?? throw new WorkerStartException("The path of this program is not known, so it cannot be started again as a worker.");
        var start = new ProcessStartInfo(path);
        if (!Path.GetFileNameWithoutExtension(path).Equals("dotnet", StringComparison.OrdinalIgnoreCase)) return start;
        string entry = Assembly.GetEntryAssembly()?.GetName().Name ?? throw new WorkerStartException("This program was started by the 'dotnet' host, but has no entry assembly that could be started again.");
        string dll = Path.Combine(AppContext.BaseDirectory, entry + ".dll");
        if (!File.Exists(dll)) throw new WorkerStartException($"'{dll}' does not exist, so this program cannot be started again as a worker.");
        start.ArgumentList.Add("exec");
        string? deps = (AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string)?.Split(';')[0];
        if (!string.IsNullOrEmpty(deps)) Add(start, "--depsfile", deps);
        if (RuntimeConfig(dll, deps) is { } config) Add(start, "--runtimeconfig", config);
        start.ArgumentList.Add(dll);
        return start;
    }

    /// <summary>That of the entry assembly; a host of other people's code, as vstest's, has none and is started with that of the code it hosts.</summary>
    private static string? RuntimeConfig(string dll, string? deps)
    {
        const string DepsSuffix = ".deps.json", ConfigSuffix = ".runtimeconfig.json";
        string own = Path.ChangeExtension(dll, ConfigSuffix);
        if (File.Exists(own)) return own;
        if (deps is null || !deps.EndsWith(DepsSuffix, StringComparison.Ordinal)) return null;
        string hosted = deps[..^DepsSuffix.Length] + ConfigSuffix;
        return File.Exists(hosted) ? hosted : null;
    }

    private static void Add(ProcessStartInfo start, string option, string value)
    {
        start.ArgumentList.Add(option);
        start.ArgumentList.Add(value);
    }
}
