using RaySharp.ObjectMemory;

namespace RaySharp.Tests.ObjectMemory;

public sealed class ObjectCopiesTests : ICopyEffects
{
    private static readonly ProcessId _reader = new(7);
    private static readonly ObjectId _id = new(new TaskId(new ProcessId(2), 7), 0);
    private readonly List<string> _told = [];
    private readonly ObjectCopies _copies;

    public ObjectCopiesTests() => _copies = new ObjectCopies(this) { Recovery = Recover };

    [Fact]
    public void Where_an_object_was_made_again_an_older_copys_end_is_heard_late_and_the_node_is_asked()
    {
        MakeAgainAt(5);
        _copies.Dropped(5, [_id]);
        Assert.Equal("keep at 5", Told());
        Assert.Empty(_copies.NodesOf(_id));
        _copies.Asked(_reader, 2, _id, [], "");
        Assert.Equal("keep at 5", Told());
        _copies.Copied(5, [_id]);
        Assert.Equal("keep at 5, answer 2: at 5", Told());
        Assert.Equal([5U], _copies.Delete(_id, null)!);
    }

    [Fact]
    public void What_was_made_again_is_lost_when_its_node_says_so_although_it_was_asked()
    {
        MakeAgainAt(5);
        _copies.Dropped(5, [_id]);
        _copies.Asked(_reader, 2, _id, [], "");
        Told();
        _copies.Dropped(5, [_id]);
        Assert.Equal("make again", Told());
    }

    void ICopyEffects.Keep(uint node, ObjectId[] ids) => _told.Add($"keep at {node}");

    void ICopyEffects.Delete(uint node, ObjectId[] ids) => _told.Add($"delete at {node}");

    void ICopyEffects.AskDeletions(uint node, ulong number) => throw new InvalidOperationException();

    void ICopyEffects.AskOwner(ulong number, ObjectId id, uint[] without, string reason) => throw new InvalidOperationException();

    void ICopyEffects.Answer(ProcessId asker, ulong number, CopiesAnswer answer) => _told.Add($"answer {number}: at {string.Join(' ', answer.Nodes)}");

    private void MakeAgainAt(uint node)
    {
        _copies.Own(_id, 5, 1, null);
        _copies.NodeLost(1, "it died");
        _copies.Asked(_reader, 1, _id, [], "");
        _copies.Remade(_id, 5, node);
        _copies.MakingOver(_id);
        Assert.Equal($"make again, answer 1: at {node}", Told());
    }

    private Func<Exception>? Recover(ObjectId id, string reason)
    {
        _told.Add("make again");
        return null;
    }

    private string Told()
    {
        string told = string.Join(", ", _told);
        _told.Clear();
        return told;
    }
}
