using System.Buffers;
using RaySharp.Blocks;

namespace RaySharp.ObjectMemory;

/// <summary>The bytes of an open object; whatever refers to them keeps it open.</summary>
internal sealed unsafe class OpenMemory(OpenObject open) : MemoryManager<byte>, IUseCounted
{
    public override Memory<byte> Memory => CreateMemory(open.Length);

    public override Span<byte> GetSpan() => new(open.Pointer, open.Length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(open.Pointer + elementIndex, default, this);

    public override void Unpin() { }

    public void AddUse() => open.AddUse();

    public void RemoveUse() => open.RemoveUse();

    protected override void Dispose(bool disposing) { }
}
