namespace RaySharp.Spark.Execution;

/// <summary>What is to be done next about an operation.</summary>
internal enum ExecuteAction
{
    /// <summary>Send the plan.</summary>
    Send,

    /// <summary>Ask for the responses after the last one that came.</summary>
    Reattach,

    /// <summary>Read on.</summary>
    Read,

    /// <summary>All has come: let the server forget the operation.</summary>
    Finish,

    /// <summary>Give up with the failure that was told last.</summary>
    Fail,
}

/// <summary>An action, and what belongs to it.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Delay">How long to wait before.</param>
/// <param name="ReleaseUntil">The server may forget the responses up to this one; null for none.</param>
internal readonly record struct ExecuteStep(ExecuteAction Action, TimeSpan Delay = default, string? ReleaseUntil = null);
