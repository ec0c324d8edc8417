using RaySharp.Spilling;

namespace RaySharp.Tests.Spilling;

public sealed class SpillFilesTests
{
    private readonly SpillFiles _files = new();

    [Fact]
    public void A_file_dies_with_the_last_of_its_objects()
    {
        SpillLocation one = new("a", 0, 10), two = new("a", 58, 20), other = new("b", 0, 5);
        _files.Add([one, two]);
        _files.Add([other]);
        Assert.Equal((2, 35, 35), (_files.Count, _files.FileBytes, _files.LiveBytes));
        Assert.False(_files.Remove(two));
        Assert.Equal((2, 35, 15), (_files.Count, _files.FileBytes, _files.LiveBytes));
        Assert.True(_files.Remove(one));
        Assert.Equal((1, 5, 5), (_files.Count, _files.FileBytes, _files.LiveBytes));
        Assert.True(_files.Remove(other));
        Assert.Equal((0, 0, 0), (_files.Count, _files.FileBytes, _files.LiveBytes));
    }

    [Fact]
    public void An_object_is_removed_once()
    {
        SpillLocation one = new("a", 0, 10), two = new("a", 58, 20);
        _files.Add([one, two]);
        _files.Remove(one);
        Assert.Contains("offset 0 of a", Assert.Throws<InvalidOperationException>(() => _files.Remove(one)).Message);
        Assert.Throws<InvalidOperationException>(() => _files.Remove(new SpillLocation("b", 0, 1)));
        Assert.Equal(20, _files.LiveBytes);
    }
}
