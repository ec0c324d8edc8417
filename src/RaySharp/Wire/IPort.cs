using System.Net.Sockets;

namespace RaySharp.Wire;

/// <summary>One socket that the loop watches. All calls come on the loop's thread.</summary>
internal interface IPort
{
    Socket Socket { get; }

    bool WantsRead { get; }

    bool WantsWrite { get; }

    void OnReadable();

    void OnWritable();
}
