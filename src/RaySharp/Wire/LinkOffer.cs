using RaySharp.Platform;

namespace RaySharp.Wire;

/// <summary>What one side brings to a link over rings: its bells, and a ring to the other's control inbox.</summary>
internal sealed class LinkOffer : IDisposable
{
    private readonly RingWriter _ring;
    private readonly int _ringDescriptor;
    private readonly int _bellsDescriptor;
    private bool _taken;

    public LinkOffer(WireContext context)
    {
        _bellsDescriptor = context.Inboxes.BellsDescriptor;
        _ring = RingWriter.Create(context.Options.RingBytes, Inbox.ControlId, out _ringDescriptor);
    }

    public int[] Descriptors => [_bellsDescriptor, _ringDescriptor];

    /// <summary>Makes the link of this offer and what the peer sent; throws if the peer's memory is not what it must be.</summary>
    public static (Link Link, LinkTransport Transport) Join(WireContext context, Intake intake, HelloBody peer, LinkOffer? own)
    {
        int pid = intake.Connection.PeerPid;
        if (own is null)
        {
            SocketTransport socket = new(context, intake);
            return (new Link(context, peer, pid, socket), socket);
        }
        int bellsDescriptor = -1, ringDescriptor = -1;
        PeerBells? bells = null;
        try
        {
            bellsDescriptor = intake.TakeDescriptor();
            ringDescriptor = intake.TakeDescriptor();
            bells = PeerBells.Open(bellsDescriptor);
            RingTransport rings = new(context, intake, own._ring, bells, ringDescriptor);
            Link link = new(context, peer, pid, rings);
            own._taken = true;
            return (link, rings);
        }
        catch
        {
            bells?.Dispose();
            throw;
        }
        finally
        {
            Descriptor.Close([bellsDescriptor, ringDescriptor]);
        }
    }

    /// <summary>Closes the descriptors; the ring too, unless a link has it.</summary>
    public void Dispose()
    {
        Descriptor.Close(_ringDescriptor);
        if (!_taken)
            _ring.Dispose();
    }
}
