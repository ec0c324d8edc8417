using RaySharp.ReferenceCounting;
using RaySharp.References;

namespace RaySharp.Tests.ReferenceCounting;

public sealed class LocalObjectsTests
{
    private readonly LocalObjects _objects = new(static id => new ObjectEntry(id));

    [Fact]
    public void An_object_has_one_entry_as_long_as_anybody_uses_it()
    {
        var entry = _objects.Get(IdOf(1));
        Assert.Same(entry, _objects.Get(IdOf(1)));
        _objects.Keep(entry);
        _objects.LetGo(IdOf(1));
        GC.Collect();
        Assert.Same(entry, _objects.Get(IdOf(1)));
        GC.KeepAlive(entry);
    }

    [Fact]
    public void What_the_table_counts_stays_although_nobody_here_refers_to_it()
    {
        GetAndKeep();
        GC.Collect();
        Assert.True(_objects.TryGet(IdOf(1), out var entry));
        Assert.True(entry.IsCompleted);

        void GetAndKeep()
        {
            var entry = _objects.Get(IdOf(1));
            entry.TryComplete([1]);
            _objects.Keep(entry);
        }
    }

    [Fact]
    public void What_nobody_uses_is_gone_after_it_was_let_go()
    {
        GetAndLetGo();
        GC.Collect();
        Assert.False(_objects.TryGet(IdOf(1), out _));
        Assert.Equal(0, _objects.Count);

        void GetAndLetGo()
        {
            _objects.Keep(_objects.Get(IdOf(1)));
            _objects.LetGo(IdOf(1));
            _objects.LetGo(IdOf(1));
        }
    }

    [Fact]
    public void An_own_object_is_known_from_when_it_is_first_shared()
    {
        ObjectEntry own = new(IdOf(3));
        Assert.False(_objects.TryGet(IdOf(3), out _));
        _objects.Keep(own);
        Assert.Same(own, _objects.Get(IdOf(3)));
    }

    [Fact]
    public void Entries_that_are_gone_leave_no_cells_behind()
    {
        for (int round = 0; round < 20; round++)
        {
            Touch(round * 1000);
            GC.Collect();
        }
        Assert.InRange(_objects.Count, 0, 3000);

        void Touch(int from)
        {
            for (int i = from; i < from + 1000; i++) _objects.Get(IdOf(i));
        }
    }

    [Fact]
    public void Threads_that_ask_at_once_get_the_same_entry()
    {
        for (int round = 0; round < 200; round++)
        {
            var entries = new ObjectEntry[4];
            int number = round;
            Parallel.For(0, entries.Length, i => entries[i] = _objects.Get(IdOf(number)));
            Assert.All(entries, entry => Assert.Same(entries[0], entry));
        }
    }

    private static ObjectId IdOf(int number) => new(new TaskId(new ProcessId(9), (ulong)number), 0);
}
