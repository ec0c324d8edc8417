namespace RaySharp;

/// <summary>The actor is dead and will not come back.</summary>
public sealed class ActorDiedException : RayException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public ActorDiedException(string message, Exception? innerException = null) : base(message, innerException) { }
}
