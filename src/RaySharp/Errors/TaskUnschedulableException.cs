namespace RaySharp;

/// <summary>No node can ever run the task or actor as it was asked for.</summary>
public sealed class TaskUnschedulableException : RayException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public TaskUnschedulableException(string message, Exception? innerException = null) : base(message, innerException) { }
}
