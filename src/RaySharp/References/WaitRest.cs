using System.Collections;

namespace RaySharp.References;

/// <summary>What a wait left over: a view of its group, made into a list only when somebody looks at single items.</summary>
/// <remarks>Immutable as seen from outside: later steps of the group add to <see cref="Next"/> what they took, so that this view can still find it.</remarks>
internal sealed class WaitRest<TRef>(WaitGroup group, int taken, int count) : IReadOnlyList<TRef> where TRef : ObjectRef
{
    private TRef[]? _items;

    public WaitGroup Group => group;

    /// <summary>How many the group had given out when this view was made.</summary>
    public int Taken => taken;

    public int Count => count;

    /// <summary>The view that the next step left; guarded by the group, as is <see cref="TakenNext"/>.</summary>
    public WaitRest<TRef>? Next { get; private set; }

    /// <summary>What the next step took.</summary>
    public TRef[] TakenNext { get; private set; } = [];

    public TRef this[int index] => Items[index];

    private TRef[] Items => Volatile.Read(ref _items) ?? Collect();

    public void Follow(TRef[] taken, WaitRest<TRef> next)
    {
        TakenNext = taken;
        Next = next;
    }

    public IEnumerator<TRef> GetEnumerator() => ((IEnumerable<TRef>)Items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private TRef[] Collect()
    {
        var items = group.Collect(this);
        Volatile.Write(ref _items, items);
        return items;
    }
}
