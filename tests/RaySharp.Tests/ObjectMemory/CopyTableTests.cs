using RaySharp.ObjectMemory;

namespace RaySharp.Tests.ObjectMemory;

public sealed class CopyTableTests
{
    private static readonly ObjectId _id = new(new TaskId(new ProcessId(2), 7), 0), _other = new(new TaskId(new ProcessId(2), 8), 0);
    private readonly CopyTable _table = new();
    private readonly long _number;

    public CopyTableTests() => _number = _table.Own(_id, 5, 1, "here").Number;

    [Fact]
    public void Copies_are_known_behind_the_first_and_all_are_deleted()
    {
        foreach (uint node in (uint[])[2, 3, 2]) Assert.True(_table.Copied(_id, node, out _));
        Assert.Equal([1U, 2, 3], Nodes);
        Assert.Equal([1U, 2, 3], _table.Delete(_id, _number)!);
        Assert.False(_table.Copied(_id, 4, out _));
        Assert.Equal(0, _table.Count);
    }

    [Fact]
    public void When_the_first_is_lost_the_next_keeps_it()
    {
        _table.Copied(_id, 2, out _);
        _table.Own(_other, 5, 2, null);
        Assert.Equal([new CopyLoss(_id, 2, false)], _table.NodeLost(1));
        Assert.Equal([2U], Nodes);
        Assert.Equal([new CopyLoss(_id, 0, true), new CopyLoss(_other, 0, true)], _table.NodeLost(2).OrderBy(static loss => loss.Id!.Value.Task.Number));
    }

    [Fact]
    public void A_copy_that_is_dropped_changes_nothing_for_the_first()
    {
        _table.Copied(_id, 2, out _);
        Assert.Equal(default, _table.Gone(_id, 2));
        Assert.Equal([1U], _table.Delete(_id, _number)!);
    }

    [Fact]
    public void Where_a_reader_found_none_nobody_is_sent_and_it_is_deleted_all_the_same()
    {
        _table.Copied(_id, 2, out _);
        Assert.Equal(default, _table.Doubt(_id, 2));
        Assert.Equal([1U], Nodes);
        Assert.Equal(default, _table.Doubt(_id, 1));
        Assert.Empty(Nodes);
        Assert.Equal([2U, 1], _table.Delete(_id, _number)!);
    }

    [Fact]
    public void It_is_lost_when_the_last_node_in_doubt_has_said_that_it_has_none()
    {
        _table.Copied(_id, 2, out _);
        _table.Doubt(_id, 1);
        _table.Doubt(_id, 2);
        Assert.Equal(default, _table.Gone(_id, 1));
        Assert.Equal(default, _table.Gone(_id, 3));
        Assert.Equal(new CopyLoss(_id, 0, true), _table.Gone(_id, 2));
    }

    [Fact]
    public void A_new_copy_ends_a_doubt_and_a_loss()
    {
        _table.Doubt(_id, 1);
        _table.TryGet(_id, out var copies);
        copies!.Lost = static () => new ObjectLostException("gone");
        Assert.True(_table.Copied(_id, 1, out bool isOnly));
        Assert.True(isOnly);
        Assert.Equal([1U], copies.Nodes);
        Assert.Null(copies.Lost);
        Assert.Equal([1U], _table.Delete(_id, _number)!);
    }

    [Fact]
    public void What_is_made_again_is_where_it_was_made_and_has_another_length()
    {
        _table.Gone(_id, 1);
        var copies = _table.Remade(_id, 7, 3);
        Assert.Equal((7, 1), (copies!.Length, copies.Makings));
        Assert.Equal([3U], Nodes);
        Assert.Equal([3U], _table.Delete(_id, _number)!);
        Assert.Null(_table.Remade(_id, 7, 3));
    }

    [Fact]
    public void Only_the_value_that_stands_for_it_now_deletes_it()
    {
        _table.Expect(_id);
        Assert.Null(_table.Delete(_id, _number));
        long now = _table.Own(_id, 5, 2, null).Number;
        Assert.Null(_table.Delete(_id, _number));
        Assert.Equal([2U, 1], _table.Delete(_id, now)!);
    }

    [Fact]
    public void A_late_copy_of_what_is_expected_is_one_of_its_copies()
    {
        _table.Expect(_other);
        Assert.True(_table.Copied(_other, 4, out bool isOnly));
        Assert.True(isOnly);
        var copies = _table.Own(_other, 5, 2, null);
        Assert.Equal([2U, 4], copies.Nodes);
        Assert.Equal(1, copies.Makings);
        Assert.Null(_table.Delete(_other, 0));
    }

    [Fact]
    public void What_was_expected_and_never_came_goes_with_its_copies()
    {
        _table.Expect(_other);
        _table.Copied(_other, 4, out _);
        Assert.Equal([4U], _table.Delete(_other, 0)!);
    }

    private uint[] Nodes => _table.TryGet(_id, out var copies) ? copies.Nodes : [];
}
