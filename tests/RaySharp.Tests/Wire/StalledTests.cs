using RaySharp.Platform;
using RaySharp.Wire;

namespace RaySharp.Tests.Wire;

public class StalledTests
{
    [Fact]
    public async Task Room_in_a_full_ring_is_seen_while_the_thread_looks_for_work_not_only_before_it_sleeps()
    {
        const uint AnyInbox = 7;
        await using WireWorld world = new(rings: true);
        Link link = await world.Start(1).ConnectAsync(world.Start(2).Self, TestContext.Current.CancellationToken);
        using OwnBells bells = new();
        PeerBells peer = PeerBells.Open(bells.Descriptor);
        RingWriter ring = RingWriter.Create(RingLayout.MinCapacity, AnyInbox, out int descriptor);
        RingSource reader = RingSource.Open(link, 1, peer, descriptor, AnyInbox);
        Descriptor.Close(descriptor);
        StalledOutlets stalled = new();
        Outlet outlet = new(link, new RingCarrier(ring, peer, AnyInbox), 1, stalled);
        outlet.Send([], new byte[10 * RingLayout.MinCapacity]);

        using ManualResetEventSlim empty = new();
        int missed = 0;
        ObservedBell bell = new()
        {
            OnArm = () =>
            {
                if (outlet.CanMove)
                    missed++;
                else if (outlet.QueuedBytes == 0)
                    empty.Set();
            },
        };
        Batch read = new();
        using (Inbox control = new(Inbox.ControlId, "control", bell, new Collector(), stalled, (_, _) => { }))
        {
            control.Attach(new ObservedSource(link) { OnLook = () => reader.Fill(read) });
            Assert.True(empty.Wait(WireWorld.Deadline, TestContext.Current.CancellationToken), $"{outlet.QueuedBytes} bytes still wait");
        }

        Assert.Equal(0, missed);
        outlet.Kill();
        reader.Detach();
        peer.Dispose();
    }

    private sealed class ObservedBell : Doorbell
    {
        private readonly Doorbell _bell = ForThisProcess();

        public required Action OnArm { get; init; }

        public override bool IsArmed => _bell.IsArmed;

        public override void Arm()
        {
            OnArm();
            _bell.Arm();
        }

        public override void Wait() => _bell.Wait();

        public override void Disarm() => _bell.Disarm();

        public override void Ring() => _bell.Ring();
    }

    /// <summary>A source that is always empty, and tells when the inbox looks whether it is.</summary>
    private sealed class ObservedSource(Link link) : FrameSource(link)
    {
        public required Action OnLook { get; init; }

        public override long Available
        {
            get
            {
                OnLook();
                return 0;
            }
        }

        public override bool Fill(Batch batch) => false;

        public override void Detach()
        {
        }
    }
}
