using RaySharp.Spark.Retries;

namespace RaySharp.Spark.Execution;

/// <summary>
/// Decides what to do about an operation whose stream of responses may end or break anywhere, so that each response comes exactly once and in
/// order. Knows no clock, network or thread.
/// </summary>
/// <param name="backoff">How long to wait after failures.</param>
/// <param name="emptyStreamDelay">How long to wait after a stream that ended without bringing anything, so that a server that does nothing else is not asked all the time.</param>
internal sealed class ExecuteStateMachine(Backoff backoff, TimeSpan emptyStreamDelay)
{
    /// <summary>So much may have come before the server is told that it can forget it. It keeps 10 MiB by itself.</summary>
    public const long ReleaseAfterBytes = 4 << 20;

    private bool _plansSentAgain;
    private bool _streamBroughtSomething;
    private long _unreleasedBytes;

    /// <summary>The last response that came; empty before the first.</summary>
    public string LastResponseId { get; private set; } = "";

    /// <summary>The operation begins.</summary>
    public ExecuteStep Start() => new(ExecuteAction.Send);

    /// <summary>A response came and is handed on.</summary>
    /// <param name="responseId">Its id; empty for one that cannot be asked for again.</param>
    /// <param name="bytes">How large it is.</param>
    /// <param name="isComplete">Whether it is the operation's last.</param>
    public ExecuteStep OnResponse(string responseId, long bytes, bool isComplete)
    {
        backoff.Reset();
        _streamBroughtSomething = true;
        if (responseId.Length > 0) LastResponseId = responseId;
        if (isComplete) return new(ExecuteAction.Finish);
        _unreleasedBytes += bytes;
        if (_unreleasedBytes < ReleaseAfterBytes) return new(ExecuteAction.Read);
        _unreleasedBytes = 0;
        return new(ExecuteAction.Read, ReleaseUntil: responseId);
    }

    /// <summary>The stream ended in good order, and the operation has not: servers end streams every few minutes.</summary>
    public ExecuteStep OnStreamEnded() => Reattach(_streamBroughtSomething ? TimeSpan.Zero : emptyStreamDelay);

    /// <summary>The stream broke.</summary>
    /// <param name="fault">How.</param>
    public ExecuteStep OnStreamFailed(StreamFault fault)
    {
        switch (fault.Kind)
        {
            case StreamFaultKind.Interrupted:
                return backoff.Next(fault.RetryDelay) is { } wait ? Reattach(wait) : new(ExecuteAction.Fail);
            // Nothing came, so nothing can come twice: the plan was lost on its way, under the same id it may go again.
            case StreamFaultKind.OperationNotFound when LastResponseId.Length == 0:
                if (backoff.Next(fault.RetryDelay) is not { } resend) return new(ExecuteAction.Fail);
                _plansSentAgain = true;
                _streamBroughtSomething = false;
                return new(ExecuteAction.Send, resend);
            // Only of a plan that went twice may the first be the one that is there; else the id is somebody else's.
            case StreamFaultKind.OperationExists when _plansSentAgain:
                return backoff.Next(fault.RetryDelay) is { } again ? Reattach(again) : new(ExecuteAction.Fail);
            default:
                return new(ExecuteAction.Fail);
        }
    }

    private ExecuteStep Reattach(TimeSpan delay)
    {
        _streamBroughtSomething = false;
        return new(ExecuteAction.Reattach, delay);
    }
}
