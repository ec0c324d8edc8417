using RaySharp.Codecs;

namespace RaySharp.References;

/// <summary>Where a call puts arguments that are too large for its message.</summary>
internal interface ILargeArguments
{
    /// <summary>Stores what the writer holds, if it is large and there is room at hand: the call then refers to it. Null: it travels with the call.</summary>
    ObjectEntry? TryStore(CodecWriter argument);
}
