using System.Net.Sockets;
using System.Text;

namespace RaySharp.Wire;

/// <summary>Where endpoints listen.</summary>
internal static class UnixSocket
{
    private const int MaxPathBytes = 107, Backlog = 512;

    public static Socket Create() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public static string PathOf(string runFolder, ProcessId process)
    {
        string path = Path.Combine(runFolder, $"{process.Value:x}.s");
        int bytes = Encoding.UTF8.GetByteCount(path);
        return bytes <= MaxPathBytes
            ? path
            : throw new ArgumentException($"The socket path {path} has {bytes} bytes; Unix sockets allow {MaxPathBytes}. "
                + "Set a shorter run folder.");
    }

    public static Socket Listen(string runFolder, ProcessId self)
    {
        RequirePrivate(runFolder);
        string path = PathOf(runFolder, self);
        Socket socket = Create();
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            socket.Listen(Backlog);
            socket.Blocking = false;
            return socket;
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            throw new IOException($"Listening at {path} failed: {failure.Message}. Each endpoint needs a process id of its own.", failure);
        }
    }

    /// <summary>Connects without waiting: a Unix socket's listener either has room or does not.</summary>
    public static Socket Connect(string runFolder, ProcessId peer)
    {
        string path = PathOf(runFolder, peer);
        Socket? socket = null;
        try
        {
            socket = Create();      // fails where no descriptor is left
            socket.Blocking = OperatingSystem.IsWindows();
            socket.Connect(new UnixDomainSocketEndPoint(path));
            socket.Blocking = false;
            return socket;
        }
        catch (SocketException failure)
        {
            socket?.Dispose();
            throw new WireClosedException($"Process {peer} cannot be reached at {path}: {failure.Message}. It has ended, or does not listen yet.", failure);
        }
    }

    private static void RequirePrivate(string runFolder)
    {
        const UnixFileMode Others = (UnixFileMode)0b000_111_111;
        if (!Directory.Exists(runFolder))
            throw new DirectoryNotFoundException($"The run folder {runFolder} does not exist. Create it with mode 0700.");
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(runFolder) is var mode && (mode & Others) != 0)
            throw new UnauthorizedAccessException($"The run folder {runFolder} has mode {Convert.ToString((int)mode, 8)}; it must be 0700.");
    }
}
