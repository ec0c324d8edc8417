using System.Runtime.CompilerServices;
using RaySharp.Wire;

namespace RaySharp.Tests.Messages;

/// <summary>For units that only ask from whom a message is: a link with a peer, over which nothing goes.</summary>
internal static class PretendedLink
{
    public static Link Of(ProcessId peer)
    {
        var link = (Link)RuntimeHelpers.GetUninitializedObject(typeof(Link));
        PeerOf(link) = peer;
        return link;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<Peer>k__BackingField")]
    private static extern ref ProcessId PeerOf(Link link);
}
