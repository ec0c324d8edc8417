using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using RaySharp.Generators.Tests.Harness;

namespace RaySharp.Generators.Tests.Diagnostics;

public sealed class ContractDiagnosticsTests
{
    private const string Source = "record R(int X); static partial class Jobs { [RayRemote] public static R F(R r) => r; [RayRemote] public static int G(int n) => n; } [RayActor] sealed partial class A { public int H() => 1; }";

    [Fact]
    public async Task Without_the_file_nothing_is_compared() => Assert.Equal("", await Compiled.From(Source).DiagnosticsAsync());

    [Fact]
    public async Task An_empty_file_asks_for_every_method() =>
        Snapshot.Match(await Compiled.From(Source).DiagnosticsAsync(new File("")), "Contract.Empty");

    [Fact]
    public async Task The_lines_asked_for_satisfy() => Assert.Equal("", await Compiled.From(Source).DiagnosticsAsync(await RecordedAsync()));

    [Fact]
    public async Task A_changed_member_and_a_renamed_method_are_told() => Snapshot.Match(
        await Compiled.From(Source.Replace("R(int X)", "R(long X)", StringComparison.Ordinal).Replace("int G(", "int G2(", StringComparison.Ordinal)).DiagnosticsAsync(await RecordedAsync()),
        "Contract.Changed");

    private static async Task<File> RecordedAsync()
    {
        string asked = await Compiled.From(Source).DiagnosticsAsync(new File(""));
        return new File("# id shape method\n" + string.Join("\n", Regex.Matches(asked, "Add the line: (.*)").Select(m => m.Groups[1].Value)));
    }

    private sealed class File(string text) : AdditionalText
    {
        public override string Path => "RayContracts.txt";

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
