namespace RaySharp;

/// <summary>The call was lost because the actor restarts or cannot be reached; it may have run.</summary>
public sealed class ActorUnavailableException : RayException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public ActorUnavailableException(string message, Exception? innerException = null) : base(message, innerException) { }
}
