namespace RaySharp.Wire;

/// <summary>
/// Reads a remote connection until its hello is over. Decrypting waits, so it has a thread of its own; what it reads is judged on
/// the loop's, as any hello.
/// </summary>
internal static class HelloThread
{
    public const string Name = "ray-hello";

    /// <summary>On the loop's thread.</summary>
    public static void Start(SocketLoop loop, Handshake handshake, TlsConnection connection)
    {
        connection.Share();
        new Thread(() => Run(loop, handshake, connection)) { Name = Name, IsBackground = true }.Start();
    }

    /// <summary>The caller has shared the connection with this thread.</summary>
    public static void Run(SocketLoop loop, Handshake handshake, TlsConnection connection)
    {
        try
        {
            connection.Authenticate();
            bool goesOn = loop.Invoke(handshake.Begin);
            while (goesOn && !handshake.Done)
            {
                int received = handshake.Receive();
                goesOn = loop.Invoke(() => handshake.OnReceived(received));
            }
        }
        catch (Exception failure)
        {
            // Whatever a stranger's bytes lead to ends his connection, and nothing else.
            loop.Post(() => handshake.Fail(failure));
        }
        finally
        {
            connection.Release();
        }
    }
}
