using System.Buffers;

namespace RaySharp.Wire;

/// <summary>One frame that was taken out of a batch, to be handed to a handler once.</summary>
internal readonly record struct TakenFrame(FrameSource Source, byte[] Buffer, int Offset, int Length, bool Assembled)
{
    /// <summary>What the handler throws closes the link: a frame that cannot be handled is a fault of its sender.</summary>
    public void DeliverTo(IFrameHandler handler)
    {
        try
        {
            handler.OnFrame(Source.Link, new ReadOnlySpan<byte>(Buffer, Offset, Length));
        }
        catch (Exception fault)
        {
            Source.Link.Close(fault);
        }
        finally
        {
            Release();
        }
    }

    /// <summary>Gives the buffer back that a fragmented frame was put together in.</summary>
    public void Release()
    {
        if (Assembled)
            ArrayPool<byte>.Shared.Return(Buffer);
    }
}
