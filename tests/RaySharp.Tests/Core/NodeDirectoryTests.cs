using System.Net;
using RaySharp.Core;
using RaySharp.Messages;
using RaySharp.Tests.Cluster;
using RaySharp.Wire;

namespace RaySharp.Tests.Core;

public sealed class NodeDirectoryTests
{
    private static readonly ProcessId _head = ProcessId.HostOf(1);
    private static readonly DnsEndPoint _place = new("10.0.0.7", 6380);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_asks_the_head_too_early_does_not_spoil_a_number_for_the_node_that_gets_it()
    {
        NodeDirectory directory = new(new Peers(_head, static (_, _) => new ValueTask<Link>(new TaskCompletionSource<Link>().Task), static (_, _) => { }), _head);
        await Assert.ThrowsAsync<NodeDiedException>(() => directory.FindAsync(7, Cancel).Within("a number that nobody has"));
        directory.Found(7, _place);
        Assert.Equal(_place, await directory.FindAsync(7, Cancel).Within("the node's place"));
        directory.Gone(7, "it was killed");
        directory.Found(7, _place);
        Assert.Contains("it was killed", (await Assert.ThrowsAsync<NodeDiedException>(() => directory.FindAsync(7, Cancel).Within("a node that is gone"))).Message, StringComparison.Ordinal);
    }
}
