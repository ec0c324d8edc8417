namespace RaySharp.Actors;

/// <summary>A call that is not finished: what its caller's machine must know of it.</summary>
internal class PendingCall
{
    /// <summary>Its place among the caller's calls to one incarnation, from 1; 0 while it was not sent.</summary>
    public ulong Number { get; set; }

    /// <summary>How often it may still be sent again; negative: for ever.</summary>
    public int RetriesLeft { get; set; }

    public bool CancelRequested { get; set; }

    /// <summary>Answered or failed.</summary>
    public bool IsEnded { get; set; }
}
