using RaySharp.Spilling;

namespace RaySharp.Tests.Spilling;

public sealed class SpillFilesTests
{
    private const int Header = SpillFormat.HeaderBytes;
    private readonly SpillFiles _files = new();

    [Fact]
    public void A_file_dies_with_the_last_of_its_objects()
    {
        var (one, two) = (new SpillLocation("a", 0, 10), new SpillLocation("a", Header + 10, 20));
        SpillLocation other = new("b", 0, 5);
        _files.Add([one, two]);
        _files.Add([other]);
        Assert.Equal((2, 35), (_files.Count, _files.LiveBytes));
        _files.Remove(two);
        Assert.Equal([new SpillGap("a", Header + 10, Header + 20, IsFile: false)], _files.Sweep());
        Assert.Equal((2, 15), (_files.Count, _files.LiveBytes));
        _files.Remove(one);
        _files.Remove(other);
        Assert.Equal([new SpillGap("a", 0, (2 * Header) + 30, IsFile: true), new SpillGap("b", 0, Header + 5, IsFile: true)], _files.Sweep());
        Assert.Equal((0, 0), (_files.Count, _files.LiveBytes));
        Assert.Equal([], _files.Sweep());
    }

    [Fact]
    public void A_gap_reaches_from_one_living_object_to_the_next_and_is_told_once()
    {
        SpillLocation[] all = [.. Enumerable.Range(0, 6).Select(static i => new SpillLocation("a", i * (Header + 100), 100))];
        _files.Add(all);
        _files.Remove(all[4]);
        Assert.Equal([Gap(4, 5)], _files.Sweep());
        _files.Remove(all[2]);
        Assert.Equal([Gap(2, 3)], _files.Sweep());
        _files.Remove(all[3]);
        _files.Remove(all[0]);
        Assert.Equal([Gap(2, 5), Gap(0, 1)], _files.Sweep());
        _files.Remove(all[5]);
        Assert.Equal([Gap(2, 6)], _files.Sweep());
    }

    [Fact]
    public void An_object_is_removed_once()
    {
        SpillLocation one = new("a", 0, 10), two = new("a", Header + 10, 20);
        _files.Add([one, two]);
        _files.Remove(one);
        Assert.Contains("offset 0 of a", Assert.Throws<InvalidOperationException>(() => _files.Remove(one)).Message);
        Assert.Throws<InvalidOperationException>(() => _files.Remove(new SpillLocation("b", 0, 1)));
        Assert.Equal(20, _files.LiveBytes);
    }

    private static SpillGap Gap(int begin, int end) => new("a", begin * (Header + 100), (end - begin) * (Header + 100), IsFile: false);
}
