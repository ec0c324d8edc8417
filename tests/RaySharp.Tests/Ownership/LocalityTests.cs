using RaySharp.Blocks;
using RaySharp.Ownership;
using RaySharp.References;

namespace RaySharp.Tests.Ownership;

public sealed class LocalityTests
{
    [Fact]
    public void The_node_with_most_bytes_of_the_arguments_in_stores_is_preferred() =>
        Assert.Equal(3u, Locality.PreferredNode([Stored(2, 500), Stored(3, 300), Stored(3, 300), Small(4)]));

    [Fact]
    public void Small_arguments_prefer_no_node() => Assert.Equal(0u, Locality.PreferredNode([Small(2), Small(3)]));

    private static (int, ObjectEntry) Stored(uint node, long length)
    {
        var entry = Entry(node);
        entry.TryComplete(new Payload(length, node));
        return (0, entry);
    }

    private static (int, ObjectEntry) Small(uint node)
    {
        var entry = Entry(node);
        entry.TryComplete([1, 2, 3]);
        return (0, entry);
    }

    private static ObjectEntry Entry(uint node) => new(new ObjectId(new TaskId(new ProcessId((ulong)node << 32 | 5), 1), 0));

    private sealed class Payload(long length, uint node) : StoredPayload
    {
        public override uint[] Nodes { get; set; } = [node];

        public override long Length => length;

        public override bool IsReadable => false;

        public override bool IsArgument { get; set; }

        public override bool TryOpen(ObjectEntry entry, IObjectWaiter waiter) => throw new NotSupportedException();

        public override void ThrowIfUnreadable() { }

        public override ReadOnlyMemory<byte> Read(out IUseCounted use) => throw new NotSupportedException();

        public override void EndRead(IUseCounted use) => throw new NotSupportedException();

        public override void CountCopied(long bytes) => throw new NotSupportedException();

        public override void LetGo() { }
    }
}
