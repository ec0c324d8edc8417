using System.Diagnostics;
using System.Globalization;
using RaySharp.Node;
using RaySharp.Platform;

namespace RaySharp.Tests.Cluster;

/// <summary>The memory itself, as the system sees it.</summary>
public sealed class NodeReserveTests
{
    private const long MiB = 1 << 20;
    private readonly ulong _number = BitConverter.ToUInt64(Guid.NewGuid().ToByteArray());

    [Fact]
    public void It_has_pages_as_far_as_it_has_grown()
    {
        using NodeReserve reserve = new(_number, 64 * MiB);
        reserve.Resize(8 * MiB);
        Assert.Equal(-1, Pages());
        reserve.Grow();
        Assert.Equal(8 * MiB, Pages());
        reserve.Resize(3 * MiB);
        Assert.Equal(3 * MiB, Pages());
    }

    [Theory]
    [InlineData(8)]
    [InlineData(5)]
    [InlineData(12)]
    public void An_extent_of_it_has_its_size_and_all_its_pages_and_can_be_opened_by_others(long mebibytes)
    {
        using NodeReserve reserve = new(_number, 64 * MiB);
        reserve.Resize(8 * MiB);
        reserve.Grow();
        using (var extent = reserve.Take(7, mebibytes * MiB))
        {
            Assert.Equal((mebibytes * MiB, mebibytes * MiB), (extent.Bytes, Pages()));
            extent.Slice((mebibytes * MiB) - 8, 8).Span.Fill(5);
            using var other = SharedSegment.Open(extent.Path, extent.Bytes, writable: false);
            using var mapping = other.Map(writable: false);
            Assert.Equal((0, 5), (First(mapping), Last(mapping)));
        }
        Assert.Equal(-1, Pages());
        reserve.Resize(8 * MiB);
        reserve.Grow();
        Assert.Equal(-1, Pages());
    }

    [Fact]
    public async Task Who_takes_it_while_it_grows_has_an_extent_and_the_growing_ends()
    {
        using NodeReserve reserve = new(_number, 512 * MiB);
        reserve.Resize(256 * MiB);
        var growing = Task.Run(reserve.Grow, TestContext.Current.CancellationToken);
        using var extent = reserve.Take(7, 4 * MiB);
        extent.Slice(0, (int)(4 * MiB)).Span.Fill(1);
        await growing.Within("growing ends");
    }

    [Fact]
    public void Disposed_it_leaves_nothing()
    {
        NodeReserve reserve = new(_number, 64 * MiB);
        reserve.Resize(8 * MiB);
        reserve.Grow();
        reserve.Dispose();
        Assert.Equal(-1, Pages());
    }

    private static unsafe byte First(Mapping mapping) => *mapping.Pointer;

    private static unsafe byte Last(Mapping mapping) => mapping.Pointer[mapping.Length - 1];

    /// <summary>Bytes that the system holds for it; -1: this process has no such memory file.</summary>
    private long Pages()
    {
        foreach (string link in Directory.EnumerateFiles("/proc/self/fd"))
        {
            if (!NameOf(link).StartsWith($"memfd:reserve-{_number}", StringComparison.Ordinal)) continue;
            using Process stat = Process.Start(new ProcessStartInfo("stat", ["-L", "-c", "%b", $"/proc/{Environment.ProcessId}/fd/{Path.GetFileName(link)}"]) { RedirectStandardOutput = true })!;
            return long.Parse(stat.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture) * 512;
        }
        return -1;
    }

    /// <summary>Empty where another test has closed it meanwhile.</summary>
    private static string NameOf(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: false)?.Name ?? "";
        }
        catch (FileNotFoundException)
        {
            return "";
        }
    }
}
