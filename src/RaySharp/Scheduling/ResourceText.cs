using System.Globalization;

namespace RaySharp.Scheduling;

/// <summary>Resources as people write and read them.</summary>
internal static class ResourceText
{
    /// <summary>Reads <c>"npu=1, license=0.5"</c>.</summary>
    /// <exception cref="ArgumentException">It is written otherwise.</exception>
    public static IReadOnlyDictionary<string, double> Parse(string text)
    {
        Dictionary<string, double> amounts = [];
        if (string.IsNullOrWhiteSpace(text)) return amounts;
        foreach (string part in text.Split(','))
        {
            var (name, amount) = ParseOne(text, part);
            if (!amounts.TryAdd(name, amount)) throw new ArgumentException($"Resources \"{text}\" names '{name}' twice. Name it once, with the sum.");
        }
        return amounts;
    }

    public static void CheckName(string name)
    {
        if (string.IsNullOrWhiteSpace(name)) throw new ArgumentException("A custom resource without a name was asked for. Name it, such as \"npu=1\".");
        string? option = name.ToUpperInvariant() switch { "CPU" or "CPUS" => "Cpus", "GPU" or "GPUS" => "Gpus", "MEMORY" => "Memory", _ => null };
        if (option is not null) throw new ArgumentException($"'{name}' was asked for as a custom resource. Use the option {option}.");
    }

    public static string Describe(ResourceSet set)
    {
        List<string> parts = [];
        if (set.Cpus != 0) parts.Add($"{ResourceAmount.Text(set.Cpus)} CPU");
        if (set.Gpus != 0) parts.Add($"{ResourceAmount.Text(set.Gpus)} GPU");
        if (set.Memory != 0) parts.Add($"{set.Memory.ToString("N0", CultureInfo.InvariantCulture)} bytes of memory");
        foreach (var amount in set.Custom) parts.Add($"{ResourceAmount.Text(amount.Units)} {amount.Name}");
        return parts.Count == 0 ? "nothing" : string.Join(", ", parts);
    }

    /// <summary>The first resource of which <paramref name="total"/> has too little.</summary>
    public static string DescribeLack(ResourceSet asked, ResourceSet total) =>
        FirstLack(asked, total) is var (name, wanted, has) ? $"{wanted} {name} were asked for, the node has {(has == "0" ? "none" : $"{has} in all")}" : "nothing lacks";

    /// <summary>The first resource of which no node has enough, where <paramref name="most"/> is the most that any node has of each. Null: it is no single one.</summary>
    public static string? DescribeLackOfAll(ResourceSet asked, ResourceSet most) =>
        FirstLack(asked, most) is var (name, wanted, has) ? $"{wanted} {name} were asked for, no node has {(has == "0" ? "any" : $"more than {has}")}" : null;

    private static (string Name, string Asked, string Has)? FirstLack(ResourceSet asked, ResourceSet total)
    {
        if (asked.Cpus > total.Cpus) return ("CPU", ResourceAmount.Text(asked.Cpus), ResourceAmount.Text(total.Cpus));
        if (asked.Gpus > total.Gpus) return ("GPU", ResourceAmount.Text(asked.Gpus), ResourceAmount.Text(total.Gpus));
        if (asked.Memory > total.Memory) return ("bytes of memory", $"{asked.Memory}", $"{total.Memory}");
        foreach (var amount in asked.Custom)
        {
            if (amount.Units > total.AmountOf(amount.Name)) return (amount.Name, ResourceAmount.Text(amount.Units), ResourceAmount.Text(total.AmountOf(amount.Name)));
        }
        return null;
    }

    private static (string Name, double Amount) ParseOne(string text, string part)
    {
        int equals = part.IndexOf('=');
        if (equals < 0) throw new ArgumentException($"Resources \"{text}\" has '{part.Trim()}' where a name and an amount must stand. Write it as \"npu=1, license=0.5\".");
        string name = part[..equals].Trim();
        string amount = part[(equals + 1)..].Trim();
        CheckName(name);
        if (!double.TryParse(amount, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            throw new ArgumentException($"Resources \"{text}\" asks for '{amount}' of '{name}', which is not a number. Write it as \"{name}=0.5\".");
        ResourceAmount.Units(name, value);
        return (name, value);
    }
}
