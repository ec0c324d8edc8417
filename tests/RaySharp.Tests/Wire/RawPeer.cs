using System.Net.Sockets;
using RaySharp.Platform;
using RaySharp.Wire;

namespace RaySharp.Tests.Wire;

/// <summary>A peer that can say and map anything: the hello by hand, and rings that a test may damage.</summary>
internal sealed unsafe class RawPeer : IDisposable
{
    private readonly Intake _intake;
    private readonly List<Mapping> _mappings = [];

    public RawPeer(string folder, ulong endpoint)
    {
        Socket = UnixSocket.Connect(folder, new ProcessId(endpoint));
        _intake = new Intake(new UnixConnection(Socket, true), 8192);
    }

    public Socket Socket { get; }

    /// <summary>Our ring into the endpoint's control inbox.</summary>
    public byte* Ring { get; private set; }

    /// <summary>The endpoint's ring to us.</summary>
    public byte* PeerRing { get; private set; }

    public PeerBells? PeerBells { get; private set; }

    public static byte[] Hello(WireOptions options) =>
        HelloMessage.Encode(HelloKind.Hello, true, HelloBody.Of(options).Encode());

    /// <summary>The kind and body of the next message; null at the end of the connection.</summary>
    public (HelloKind Kind, byte[] All)? Read()
    {
        while (true)
        {
            if (HelloMessage.TryRead(_intake, out HelloMessage message))
                return (message.Kind, message.All.ToArray());
            Assert.True(Socket.Poll(WireWorld.Deadline, SelectMode.SelectRead), "the endpoint neither answered nor closed");
            if (_intake.Receive() == 0)
                return null;
        }
    }

    public void Send(byte[] bytes, params int[] descriptors) =>
        _ = DescriptorPassing.Send(Socket.SafeHandle, bytes, descriptors, out _);

    /// <summary>The whole hello, with these descriptors instead of good ones; true when welcomed.</summary>
    public bool Join(WireOptions options, params int[] descriptors)
    {
        byte[] hello = Hello(options);
        Send(hello);
        (HelloKind kind, byte[] challenge) = Read() ?? throw new InvalidDataException("no challenge");
        Assert.Equal(HelloKind.Challenge, kind);
        Send(HelloMessage.Encode(HelloKind.Proof, true, HelloProof.OfClient(options.Secret, hello, challenge)), descriptors);
        if (Read() is not { Kind: HelloKind.Welcome })
            return false;
        int bells = _intake.TakeDescriptor(), ring = _intake.TakeDescriptor();
        PeerBells = PeerBells.Open(bells);
        PeerRing = Map(ring, RingLayout.HeaderBytes + (256 * 1024));
        Descriptor.Close([bells, ring]);
        return true;
    }

    public bool JoinWell(WireOptions options)
    {
        int bells = SealedMemory.Create("bells", BellLayout.FileBytes);
        int ring = NewRing(Inbox.ControlId, out byte* pointer);
        Ring = pointer;
        bool welcome = Join(options, bells, ring);
        Descriptor.Close([bells, ring]);
        return welcome;
    }

    public int NewRing(uint inbox, out byte* pointer)
    {
        const int Capacity = 65536;
        int ring = SealedMemory.Create("ring", RingLayout.HeaderBytes + Capacity);
        pointer = Map(ring, RingLayout.HeaderBytes + Capacity);
        RingLayout.Write(pointer, Capacity, inbox);
        return ring;
    }

    /// <summary>True when the endpoint has closed the connection.</summary>
    public bool IsClosedByPeer()
    {
        byte[] rest = new byte[4096];
        while (Socket.Poll(WireWorld.Deadline, SelectMode.SelectRead))
            if (Socket.Receive(rest, SocketFlags.None, out SocketError error) <= 0 && error != SocketError.WouldBlock)
                return true;
        return false;
    }

    public void Dispose()
    {
        Socket.Dispose();
        _intake.Dispose();
        foreach (Mapping mapping in _mappings)
            mapping.Dispose();
        PeerBells?.Dispose();
    }

    private byte* Map(int fd, long bytes)
    {
        _mappings.Add(Mapping.OfDescriptor(fd, bytes));
        return _mappings[^1].Pointer;
    }
}
