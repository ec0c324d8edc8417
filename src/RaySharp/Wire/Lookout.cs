using System.Net.Sockets;

namespace RaySharp.Wire;

/// <summary>Waits for a socket as an inbox waits for frames: looks a few turns before it sleeps, and offers the core between the looks.</summary>
internal struct Lookout(Socket socket)
{
    private const int YieldTurns = 10;
    private int _turn;

    /// <summary>Call it while there is nothing to read.</summary>
    public void Wait()
    {
        if (_turn++ < YieldTurns)
            Thread.Yield();
        else
            _ = socket.Poll(Timeout.InfiniteTimeSpan, SelectMode.SelectRead);
    }
}
