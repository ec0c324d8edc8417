using System.Diagnostics;
using System.Net;
using RaySharp.Platform;
using RaySharp.Security;
using RaySharp.Wire;

namespace RaySharp.Tests.Wire;

/// <summary>A real second process: connects to process 1, sends numbered frames to its control inbox and to one slot, says "sent", and stays.</summary>
internal sealed class WireChild : IDisposable
{
    public const string Variable = "RAYSHARP_TEST_WIRE_CHILD";
    public const ulong Id = 77;
    private const string Frames = "frames", Echo = "echo";
    private readonly Process _process;

    private WireChild(Process process) => _process = process;

    public static WireChild Start(WireWorld world, int controlFrames, uint slot, int slotFrames) => Start(world, Frames, controlFrames, slot, slotFrames,
        Convert.ToHexString(world.Kept(world.Authority.Issue(world.Id(Id).Node)).Encode()), world.Addresses.GetValueOrDefault(world.Id(1).Node));

    /// <summary>A further process of the identity's node, that is dialled and echoes.</summary>
    public static WireChild StartWorker(WireWorld world, NodeIdentity identity) => Start(world, Echo, 0, 0, 0, Convert.ToHexString(identity.Encode()), null);

    private static WireChild Start(WireWorld world, string task, params object?[] more)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardOutput = true };
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(WireChild).Assembly.Location;
        start.Environment[Variable] = string.Join('|', [world.Folder, Convert.ToHexString(world.Secret), world.Way, Environment.ProcessId, .. more, task]);
        return new WireChild(Process.Start(start)!);
    }

    public void AwaitSent() => Assert.Equal("sent", _process.StandardOutput.ReadLineAsync().WaitAsync(WireWorld.Deadline).GetAwaiter().GetResult());

    public void Kill()
    {
        Assert.True(Signals.Send(_process.Id, Signals.Kill));
        Assert.True(_process.WaitForExit(WireWorld.Deadline));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    public static void Run(string settings)
    {
        string[] parts = settings.Split('|');
        _ = ParentDeath.EndsThisProcess(int.Parse(parts[3]));
        if (parts[^1] == Echo)
            RunWorker(parts);
        Way way = Enum.Parse<Way>(parts[2]);
        WireOptions options = new()
        {
            RunFolder = parts[0],
            Secret = Convert.FromHexString(parts[1]),
            UseRings = way != Way.Socket,
            Self = new ProcessId(way == Way.Tls ? (Id << 32) | 1 : Id),
            ClusterId = "test",
            Role = "child",
            Remote = way == Way.Tls ? Remote(parts) : null,
        };
        WireEndpoint endpoint = WireEndpoint.Start(options, new Collector(), new LinkLog());
        Link link = endpoint.ConnectAsync(new ProcessId(way == Way.Tls ? (1ul << 32) | 1 : 1), default).AsTask().GetAwaiter().GetResult();
        Outlet slot = link.OpenOutlet(uint.Parse(parts[5]));
        for (int i = 0; i < int.Parse(parts[4]); i++)
            link.Control.Send(BitConverter.GetBytes(i), new byte[10], defer: true);
        for (int i = 0; i < int.Parse(parts[6]); i++)
            slot.Send(BitConverter.GetBytes(i), []);
        Console.WriteLine("sent");
        Thread.Sleep(Timeout.Infinite);
    }

    private static void RunWorker(string[] parts)
    {
        RemoteOptions remote = Remote(parts);
        WireOptions options = new()
        {
            RunFolder = parts[0],
            Secret = Convert.FromHexString(parts[1]),
            Self = WireWorld.Id(remote.Identity.Node, (uint)Id),
            ClusterId = "test",
            Role = "child",
            Remote = remote,
        };
        _ = WireEndpoint.Start(options, new Collector { Hook = (from, frame) => from.Control.Send(frame, []) }, new LinkLog());
        Console.WriteLine("sent");
        Thread.Sleep(Timeout.Infinite);
    }

    private static RemoteOptions Remote(string[] parts) => new()
    {
        Identity = NodeIdentity.Decode(Convert.FromHexString(parts[7])),
        FindNode = (_, _) => ValueTask.FromResult<EndPoint>(IPEndPoint.Parse(parts[8])),
    };
}
