namespace RaySharp;

/// <summary>The remote method threw.</summary>
public sealed class TaskFailedException : RayException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="taskName">What the task is called.</param>
    /// <param name="remoteType">The full name of the exception's type, as thrown.</param>
    /// <param name="remoteMessage">Its message.</param>
    /// <param name="remoteStack">Its stack, in the process that threw it.</param>
    /// <param name="innerException">The typed original, where its type may travel.</param>
    public TaskFailedException(string taskName, string remoteType, string remoteMessage, string remoteStack, Exception? innerException = null)
        : base($"'{taskName}' failed: {remoteType}: {remoteMessage}", innerException)
    {
        TaskName = taskName;
        RemoteType = remoteType;
        RemoteMessage = remoteMessage;
        RemoteStack = remoteStack;
    }

    /// <summary>What the task is called.</summary>
    public string TaskName { get; }

    /// <summary>The full name of the exception's type, as thrown.</summary>
    public string RemoteType { get; }

    /// <summary>The message of the exception, as thrown.</summary>
    public string RemoteMessage { get; }

    /// <summary>The stack in the process that threw it.</summary>
    public string RemoteStack { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{base.ToString()}{Environment.NewLine}--- in the worker ---{Environment.NewLine}{RemoteStack}";
}
