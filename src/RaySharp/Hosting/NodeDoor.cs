using System.Net;
using RaySharp.Wire;

namespace RaySharp.Hosting;

/// <summary>Where a node listens for others, and who may join there.</summary>
/// <param name="Listen">Where; port 0 takes a free one.</param>
/// <param name="AnnouncedHost">What others are told.</param>
/// <param name="Join">Lets processes join; null on nodes that are no head.</param>
internal sealed record NodeDoor(IPEndPoint Listen, string AnnouncedHost, JoinService? Join = null)
{
    /// <summary>At an address of this machine, and only there; at a name, at all its addresses. Without a port at a free one.</summary>
    public static NodeDoor At(HostPort at, JoinService? join = null) =>
        new(new IPEndPoint(IPAddress.TryParse(at.Host, out var address) ? address : IPAddress.Any, at.Port), at.Host, join);
}
