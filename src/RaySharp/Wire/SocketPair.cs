using System.Net.Sockets;

namespace RaySharp.Wire;

/// <summary>Two connected sockets of this process, made with what every platform has.</summary>
internal static class SocketPair
{
    public static (Socket In, Socket Out) Create(string path)
    {
        using Socket listener = UnixSocket.Create();
        listener.Bind(new UnixDomainSocketEndPoint(path));
        try
        {
            listener.Listen(1);
            Socket @out = UnixSocket.Create();
            @out.Connect(new UnixDomainSocketEndPoint(path));
            Socket @in = listener.Accept();
            @in.Blocking = @out.Blocking = false;
            return (@in, @out);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
