using System.Diagnostics;
using System.Reflection;

namespace RaySharp.Hosting;

/// <summary>How to start this very program once more.</summary>
internal static class ProgramStart
{
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
        if (AppContext.GetData("APP_CONTEXT_DEPS_FILES") is string deps && deps.Split(';') is [{ Length: > 0 } first, ..]) Add(start, "--depsfile", first);
        string config = Path.ChangeExtension(dll, ".runtimeconfig.json");
        if (File.Exists(config)) Add(start, "--runtimeconfig", config);
        start.ArgumentList.Add(dll);
        return start;
    }

    private static void Add(ProcessStartInfo start, string option, string value)
    {
        start.ArgumentList.Add(option);
        start.ArgumentList.Add(value);
    }
}
