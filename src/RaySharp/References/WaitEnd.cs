namespace RaySharp.References;

/// <summary>How a wait ended.</summary>
internal enum WaitEnd
{
    None,
    Completed,
    TimedOut,
    Cancelled,
}
