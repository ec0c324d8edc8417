using RaySharp.Wire;

namespace RaySharp.Tests.Wire;

public class LinkTests
{
    private static readonly byte[] _hi = [1, 2, 3];

    [Theory]
    [InlineData(Way.Rings)]
    [InlineData(Way.Socket)]
    [InlineData(Way.Tls)]
    public async Task A_frame_reaches_the_control_inbox_and_its_answer_returns(Way way)
    {
        await using WireWorld world = new(way);
        Collector echo = new() { Hook = (from, frame) => from.Control.Send(frame, [4]) };
        Collector answers = new();
        _ = world.Start(2, echo);
        WireEndpoint a = world.Start(1, answers);

        Link link = await a.ConnectAsync(world.Id(2), TestContext.Current.CancellationToken);
        link.Control.Send(_hi, [9]);

        Assert.Equal([1, 2, 3, 9, 4], answers.Next());
        Assert.Equal("role2", link.PeerRole);
        Assert.Equal(way == Way.Tls ? 0 : Environment.ProcessId, link.PeerPid);
        Assert.True(link.IsUp);
    }

    [Theory]
    [InlineData(Way.Rings)]
    [InlineData(Way.Socket)]
    [InlineData(Way.Tls)]
    public async Task An_outlet_leads_to_the_inbox_it_names(Way way)
    {
        await using WireWorld world = new(way);
        Collector control = new(), slot = new();
        WireEndpoint b = world.Start(2, control);
        Inbox inbox = b.OpenInbox("slot", slot);
        WireEndpoint a = world.Start(1);
        Link link = await a.ConnectAsync(b.Self, TestContext.Current.CancellationToken);

        using Outlet outlet = link.OpenOutlet(inbox.Id);
        outlet.Send(_hi, []);
        outlet.Send([], []);

        Assert.Equal(_hi, slot.Next());
        Assert.Empty(slot.Next());
        slot.AwaitDrained();
        Assert.Equal(0, control.Count);
        Assert.Equal(a.Self, slot.From.First().Peer);
    }

    [Theory]
    [InlineData(Way.Rings)]
    [InlineData(Way.Socket)]
    [InlineData(Way.Tls)]
    public async Task What_was_sent_before_the_outlet_was_disposed_arrives(Way way)
    {
        await using WireWorld world = new(way);
        Collector slot = new();
        WireEndpoint b = world.Start(2);
        Inbox inbox = b.OpenInbox("slot", slot);
        Link link = await world.Start(1).ConnectAsync(b.Self, TestContext.Current.CancellationToken);

        Outlet outlet = link.OpenOutlet(inbox.Id);
        byte[] big = new byte[3_000_000];
        outlet.Send(_hi, big);
        outlet.Dispose();

        Assert.Equal(big.Length + 3, slot.Next().Length);
        Assert.Throws<ObjectDisposedException>(() => outlet.Send(_hi, []));
    }

    [Theory]
    [InlineData(Way.Rings)]
    [InlineData(Way.Socket)]
    [InlineData(Way.Tls)]
    public async Task An_endpoint_talks_to_itself(Way way)
    {
        await using WireWorld world = new(way);
        Collector control = new(), slot = new();
        LinkLog log = new();
        WireEndpoint a = world.Start(1, control, log);
        Inbox inbox = a.OpenInbox("slot", slot);

        Link link = await a.ConnectAsync(a.Self, TestContext.Current.CancellationToken);
        link.Control.Send(_hi, []);
        link.OpenOutlet(inbox.Id).Send([7], new byte[200_000]);

        Assert.Equal(_hi, control.Next());
        Assert.Equal(200_001, slot.Next().Length);
        Assert.Same(link, log.NextUp());
        Assert.Same(link, await a.ConnectAsync(a.Self, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(Way.Rings)]
    [InlineData(Way.Socket)]
    [InlineData(Way.Tls)]
    public async Task Connecting_from_both_sides_at_once_makes_one_link(Way way)
    {
        await using WireWorld world = new(way);
        for (ulong round = 0; round < 50; round++)
        {
            LinkLog logA = new(), logB = new();
            Collector inA = new(), inB = new();
            WireEndpoint a = world.Start((2 * round) + 1, inA, logA);
            WireEndpoint b = world.Start((2 * round) + 2, inB, logB);
            using Barrier barrier = new(2);
            Task<Link> Connect(WireEndpoint from, ProcessId to) => Task.Run(async () =>
            {
                Assert.True(barrier.SignalAndWait(WireWorld.Deadline, TestContext.Current.CancellationToken));
                return await from.ConnectAsync(to, TestContext.Current.CancellationToken);
            });
            Link[] links = await Task.WhenAll(Connect(a, b.Self), Connect(b, a.Self)).WaitAsync(WireWorld.Deadline, TestContext.Current.CancellationToken);

            links[0].Control.Send([1], []);
            links[1].Control.Send([2], []);
            Assert.Equal([1], inB.Next());
            Assert.Equal([2], inA.Next());
            Assert.Equal((1, 1, 0, 0), (logA.Ups, logB.Ups, logA.Downs, logB.Downs));
            await a.DisposeAsync().AsTask().WaitAsync(WireWorld.Deadline, TestContext.Current.CancellationToken);
            await b.DisposeAsync().AsTask().WaitAsync(WireWorld.Deadline, TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [InlineData(Way.Rings)]
    [InlineData(Way.Socket)]
    [InlineData(Way.Tls)]
    public async Task Closing_tells_both_sides_once_and_a_new_link_can_be_made(Way way)
    {
        await using WireWorld world = new(way);
        LinkLog logA = new(), logB = new();
        Collector inB = new();
        WireEndpoint a = world.Start(1, null, logA), b = world.Start(2, inB, logB);
        Link first = await a.ConnectAsync(b.Self, TestContext.Current.CancellationToken);
        first.Close();
        Assert.Null(logA.NextDown().Reason);
        Assert.IsType<WireClosedException>(logB.NextDown().Reason);
        Assert.False(first.IsUp);
        first.Control.Send(_hi, []);

        Link second = await a.ConnectAsync(b.Self, TestContext.Current.CancellationToken);
        second.Control.Send([5], []);
        Assert.Equal([5], inB.Next());
        Assert.Equal((0, 0), (logA.Downs, logB.Downs));
    }

    [Theory]
    [InlineData(Way.Rings)]
    [InlineData(Way.Socket)]
    [InlineData(Way.Tls)]
    public async Task An_outlet_to_an_inbox_that_is_gone_closes_itself(Way way)
    {
        await using WireWorld world = new(way);
        Collector slot = new();
        WireEndpoint b = world.Start(2), a = world.Start(1);
        Inbox inbox = b.OpenInbox("slot", slot);
        Link link = await a.ConnectAsync(b.Self, TestContext.Current.CancellationToken);
        Outlet outlet = link.OpenOutlet(inbox.Id);
        outlet.Send(_hi, []);
        _ = slot.Next();

        inbox.Dispose();
        Collector next = new();
        Inbox successor = b.OpenInbox("slot", next);
        outlet.Send(_hi, []);
        link.OpenOutlet(successor.Id).Send([8], []);

        Assert.Equal([8], next.Next());
        Assert.Equal(1, slot.Count);
        Assert.NotEqual(inbox.Id, successor.Id);
        if (way != Way.Rings)
            return;
        // The refusal left by the same socket as this ring does now: when its frame is here, the refusal was handled.
        Collector back = new();
        Assert.True(b.TryGetLink(a.Self, out Link? reverse));
        reverse.OpenOutlet(a.OpenInbox("back", back).Id).Send([9], []);
        Assert.Equal([9], back.Next());
        Assert.True(outlet.IsClosed);
    }

    [Fact]
    public async Task A_process_without_rings_and_one_with_them_talk_over_the_socket()
    {
        await using WireWorld world = new(rings: true);
        Collector inB = new(), slot = new();
        WireEndpoint b = world.Start(2, inB, null, o => o with { UseRings = false });
        Link link = await world.Start(1).ConnectAsync(b.Self, TestContext.Current.CancellationToken);
        link.Control.Send(_hi, []);
        link.OpenOutlet(b.OpenInbox("slot", slot).Id).Send([6], []);
        Assert.Equal(_hi, inB.Next());
        Assert.Equal([6], slot.Next());
    }
}
