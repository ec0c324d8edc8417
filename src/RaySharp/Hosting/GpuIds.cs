using System.Globalization;
using RaySharp.Texts;

namespace RaySharp.Hosting;

/// <summary>Which GPUs a node has, as CUDA_VISIBLE_DEVICES names them.</summary>
internal static class GpuIds
{
    public const string Variable = "CUDA_VISIBLE_DEVICES";
    private const string DeviceFolder = "/dev", DevicePrefix = "nvidia";

    /// <summary>As many as asked for of those that this process may use: what the variable names, else all of the machine.</summary>
    /// <exception cref="ArgumentException">The variable names less.</exception>
    public static string[] OfThisMachine(int? count = null) => Choose(count, Environment.GetEnvironmentVariable(Variable), CountDevices());

    /// <summary>As many as a node was told to lend.</summary>
    /// <param name="count">How many; null: all there are.</param>
    /// <param name="visible">What the variable says; null: it is not set.</param>
    /// <param name="devices">How many the machine has.</param>
    /// <exception cref="ArgumentException">The variable names less.</exception>
    public static string[] Choose(int? count, string? visible, int devices)
    {
        if (count < 0) throw new ArgumentException($"RayOptions.Gpus is {count}. Give 0 or more; null for those of the machine.");
        string[] named = Parse(visible) ?? Numbers(Math.Max(devices, count ?? 0));
        return count is not { } wanted ? named
            : wanted <= named.Length ? named[..wanted]
            : throw new ArgumentException($"What is to be lent takes {CountText.Of(wanted, "GPU")} (RayOptions.Gpus for each node), but {Variable} is '{visible}' and names {named.Length}. Ask for less, or unset the variable.");
    }

    /// <summary>The numbers of the first devices.</summary>
    public static string[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(static number => number.ToString(CultureInfo.InvariantCulture))];

    /// <summary>The names in such a variable: CUDA looks at none after one that is not valid. Null: it is not set.</summary>
    public static string[]? Parse(string? variable) => variable is null or "NoDevFiles" ? variable is null ? null : []
        : [.. variable.Split(',').Select(static name => name.Trim()).TakeWhile(static name => name.Length > 0 && name[0] != '-')];

    /// <summary>NVIDIA's devices have files of this form.</summary>
    public static int CountDevices() => !Directory.Exists(DeviceFolder) ? 0
        : Directory.EnumerateFiles(DeviceFolder, DevicePrefix + "*").Count(static path => int.TryParse(Path.GetFileName(path)[DevicePrefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out _));

    /// <summary>A node's part, where the nodes of one machine divide what there is: the first have one more.</summary>
    public static string[] Part(string[] all, int node, int nodes)
    {
        int each = all.Length / nodes, more = all.Length % nodes;
        return [.. all.Skip(each * node + Math.Min(node, more)).Take(each + (node < more ? 1 : 0))];
    }
}
