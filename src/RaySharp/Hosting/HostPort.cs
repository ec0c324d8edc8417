using System.Globalization;
using System.Net;

namespace RaySharp.Hosting;

/// <summary>An address as users write it: a name or an IP address, and perhaps a port.</summary>
/// <param name="Host">The name or IP address.</param>
/// <param name="Port">0: none was said.</param>
internal readonly record struct HostPort(string Host, int Port)
{
    /// <param name="text">As 10.0.0.5, 10.0.0.5:6380, [::1]:6380, ::1 or head.example:6380.</param>
    /// <param name="what">Which option it is, for the error's text.</param>
    /// <exception cref="ArgumentException">It is no address.</exception>
    public static HostPort Parse(string text, string what)
    {
        if (IPAddress.TryParse(text.Trim('[', ']'), out var bare)) return new HostPort(bare.ToString(), 0);
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? text : text[..colon].Trim('[', ']');
        int port = 0;
        bool isPort = colon < 0 || (int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 0 and <= IPEndPoint.MaxPort);
        if (isPort && Uri.CheckHostName(host) != UriHostNameType.Unknown) return new HostPort(host, port);
        throw new ArgumentException($"{what} is '{text}'. Give a name or an IP address of this network, with or without a port: 10.0.0.5, 10.0.0.5:6380, [::1]:6380, head.example:6380.");
    }

    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
