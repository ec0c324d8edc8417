namespace RaySharp.Store;

internal enum ExtentState
{
    /// <summary>Being made for a request.</summary>
    Creating,

    /// <summary>A process writes in it.</summary>
    Leased,

    /// <summary>Nobody writes in it; it holds objects.</summary>
    Retired,

    /// <summary>Empty, and kept because its pages are warm.</summary>
    Free,
}
