using RaySharp.Blocks;

namespace RaySharp.Tests.Codecs;

/// <summary>Gives blocks full of old bytes, and remembers them.</summary>
internal sealed class TestBlocks : IBlockSource
{
    public List<TestBlock> Given { get; } = [];

    /// <summary>The only block that was given.</summary>
    public TestBlock Only => Assert.Single(Given);

    public IBlock Allocate(long bytes, CancellationToken cancel = default)
    {
        var block = new TestBlock(HeapBlocks.Instance.Allocate(bytes).Memory);
        block.Memory.Span.Fill(0xAB);
        Given.Add(block);
        return block;
    }
}

internal sealed class TestBlock(Memory<byte> memory) : IBlock
{
    public Memory<byte> Memory { get; } = memory;

    public int Disposed { get; private set; }

    public void Dispose() => Disposed++;
}
