namespace RaySharp.Wire;

/// <summary>Receives the frames of one inbox, on that inbox's own thread. What it throws closes the link of the frame.</summary>
internal interface IFrameHandler
{
    /// <param name="from">The link whose peer sent the frame.</param>
    /// <param name="frame">A private copy, valid during the call.</param>
    void OnFrame(Link from, ReadOnlySpan<byte> frame);

    /// <summary>No more frames right now; comes before the thread sleeps, after one or more frames.</summary>
    void OnDrained();
}
