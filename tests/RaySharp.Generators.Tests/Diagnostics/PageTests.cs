using System.Reflection;
using Microsoft.CodeAnalysis;
using RaySharp.Generators.Diagnostics;
using RaySharp.Generators.Tests.Harness;

namespace RaySharp.Generators.Tests.Diagnostics;

public sealed class PageTests
{
    private static readonly IReadOnlyList<DiagnosticDescriptor> _rules =
        [.. typeof(Rules).GetFields(BindingFlags.Static | BindingFlags.Public).Select(f => f.GetValue(null)).OfType<DiagnosticDescriptor>()];

    [Fact]
    public void Every_diagnostic_has_a_page_with_its_title()
    {
        Assert.All(_rules, rule => Assert.StartsWith(
            $"# {rule.Id}: {rule.Title.ToString(System.Globalization.CultureInfo.InvariantCulture)}\n",
            File.ReadAllText(Path.Combine(Snapshot.Root, "../../docs/diagnostics", rule.Id + ".md")), StringComparison.Ordinal));
    }

    [Fact]
    public void No_id_is_used_twice() => Assert.Equal(_rules.Count, _rules.Select(r => r.Id).Distinct().Count());
}
