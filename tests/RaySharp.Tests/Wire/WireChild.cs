using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using RaySharp.Platform;
using RaySharp.Security;
using RaySharp.Wire;

namespace RaySharp.Tests.Wire;

/// <summary>A real second process: connects to process 1, sends numbered frames to its control inbox and to one slot, says "sent", and stays.</summary>
internal sealed class WireChild : IDisposable
{
    public const string Variable = "RAYSHARP_TEST_WIRE_CHILD";
    public const ulong Id = 77;
    private const string Frames = "frames", Echo = "echo", Starve = "starve";
    private const int FewDescriptors = 256;
    private readonly Process _process;

    private WireChild(Process process) => _process = process;

    public static WireChild Start(WireWorld world, int controlFrames, uint slot, int slotFrames) => Start(world, Frames, controlFrames, slot, slotFrames,
        Convert.ToHexString(world.Kept(world.Authority.Issue(world.Id(Id).Node)).Encode()), world.Addresses.GetValueOrDefault(world.Id(1).Node));

    /// <summary>A further process of the identity's node, that is dialled and echoes.</summary>
    public static WireChild StartWorker(WireWorld world, NodeIdentity identity) => Start(world, Echo, 0, 0, 0, Convert.ToHexString(identity.Encode()), null);

    /// <summary>Is dialled. After a frame it takes all descriptors that it may have and says "starved", then "warned" when it warns; after another it frees them.</summary>
    public static WireChild StartStarving(WireWorld world)
    {
        uint node = world.Id(Id).Node;
        WireChild child = Start(world, Starve, 0, 0, 0, Convert.ToHexString(world.Kept(world.Authority.Issue(node)).Encode()), null);
        if (IPEndPoint.TryParse(child.ReadLine() ?? "", out IPEndPoint? address))
            world.Addresses[node] = address;
        return child;
    }

    private static WireChild Start(WireWorld world, string task, params object?[] more)
    {
        string program = Environment.ProcessPath!;
        ProcessStartInfo start = task == Starve ? new("/bin/sh", ["-c", $"ulimit -n {FewDescriptors}; exec \"$0\"", program]) : new(program);
        start.RedirectStandardOutput = true;
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(WireChild).Assembly.Location;
        if (task == Starve)
            start.Environment["DOTNET_TieredCompilation"] = "0";      // its thread could not be started without a descriptor
        start.Environment[Variable] = string.Join('|', [world.Folder, Convert.ToHexString(world.Secret), world.Way, Environment.ProcessId, .. more, task]);
        return new WireChild(Process.Start(start)!);
    }

    public void AwaitSent() => Await("sent");

    public void Await(string said) => Assert.Equal(said, ReadLine());

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

    private string? ReadLine() => _process.StandardOutput.ReadLineAsync().WaitAsync(WireWorld.Deadline).GetAwaiter().GetResult();

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
        if (parts[^1] == Starve)
            RunStarving(options with { Remote = options.Remote is { } remote ? remote with { ListensForNode = true } : null });
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

    private static void RunStarving(WireOptions options)
    {
        Collector control = new();
        List<SafeFileHandle> taken = [];
        WireEndpoint endpoint = WireEndpoint.Start(options with { Warn = Free }, control, new LinkLog());
        Console.WriteLine(endpoint.Announced);
        _ = control.Next();
        _ = new SocketException((int)SocketError.TooManyOpenSockets).Message;       // what must be loaded is, while it can be
        try
        {
            while (true)
                taken.Add(File.OpenHandle("/dev/null"));
        }
        catch (IOException)
        {
            Console.WriteLine("starved");
        }
        Thread.Sleep(Timeout.Infinite);

        // On the loop's thread, so that it accepts nobody while there are only a few: TLS needs some more for its thread.
        void Free(string warning)
        {
            Console.WriteLine("warned");
            _ = control.Next();
            taken.ForEach(handle => handle.Dispose());
        }
    }

    private static RemoteOptions Remote(string[] parts) => new()
    {
        Identity = NodeIdentity.Decode(Convert.FromHexString(parts[7])),
        FindNode = (_, _) => ValueTask.FromResult<EndPoint>(IPEndPoint.Parse(parts[8])),
    };
}
