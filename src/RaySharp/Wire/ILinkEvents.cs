namespace RaySharp.Wire;

/// <summary>The life of links, told on the control inbox's thread: up before its first control frame, down after its last.</summary>
internal interface ILinkEvents
{
    void LinkUp(Link link);

    /// <param name="link">Will deliver no more frames, to no inbox.</param>
    /// <param name="reason">Null when this side closed the link.</param>
    void LinkDown(Link link, Exception? reason);
}
