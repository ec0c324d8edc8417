using RaySharp.Codecs;
using RaySharp.Contracts;

namespace RaySharp.References;

/// <summary>Where a call puts arguments that are too large for its message.</summary>
internal interface ILargeArguments
{
    /// <summary>Stores what the writer holds, if it is large and there is room at hand, or if it is very large, when there is: the call then refers to it. Null: it travels with the call.</summary>
    /// <param name="argument">What was encoded.</param>
    /// <param name="method">What is called.</param>
    /// <exception cref="PendingCallsLimitExceededException">It would have to wait for room, and more arguments wait than may.</exception>
    ObjectEntry? TryStore(CodecWriter argument, RemoteMethod method);
}
