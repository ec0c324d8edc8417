using System.Globalization;
using System.Net;

namespace RaySharp.Spark.Connection;

/// <summary>Reads connection strings; says of a malformed one which part is wrong. A value that may be secret appears in no message.</summary>
internal static class SparkConnectionStringParser
{
    private const string Scheme = "sc://";

    /// <summary>Reads a connection string.</summary>
    /// <param name="text">The string.</param>
    /// <param name="environmentToken">The token to use where the string has none.</param>
    public static SparkConnectionString Parse(string text, string? environmentToken = null)
    {
        text = text.Trim();
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            throw Wrong("scheme", $"the string begins with '{Head(text)}', but must begin with '{Scheme}'");
        string rest = text[Scheme.Length..];
        int slash = rest.IndexOf('/');
        var (host, port) = HostAndPort(slash < 0 ? rest : rest[..slash]);
        var parameters = ConnectionParameters.Parse(slash < 0 ? "" : rest[(slash + 1)..]);
        return Combine(host, port, parameters, environmentToken);
    }

    private static SparkConnectionString Combine(string host, int port, ConnectionParameters parameters, string? environmentToken)
    {
        string? token = parameters.Token;
        string source = "token";
        if (token == null && !string.IsNullOrEmpty(environmentToken))
        {
            token = environmentToken;
            source = $"the token in {SparkEnvironment.TokenVariable}";
            if (!ConnectionParameters.IsHeaderValue(token))
                throw Wrong("token", $"{source} holds characters that no header may have (a line end, for example)");
        }
        bool loopback = SparkConnectionString.IsLoopbackHost(host);
        if (token != null && parameters.UseTls == false && !loopback)
            throw Wrong("use_ssl", $"use_ssl=false would send {source} unencrypted to '{host}'; only localhost may be told a token without TLS. Remove use_ssl=false");
        return new()
        {
            Host = host,
            Port = port,
            UseTls = parameters.UseTls ?? (token != null && !loopback),
            Token = token,
            UserId = parameters.UserId,
            UserAgent = parameters.UserAgent,
            SessionId = parameters.SessionId,
            Headers = parameters.Headers,
        };
    }

    private static (string Host, int Port) HostAndPort(string authority)
    {
        if (authority.Contains('@')) throw Wrong("host", "a user name before '@' is not supported; give it as the parameter user_id");
        if (authority.Contains(';')) throw Wrong("path", "a parameter follows the host directly; put '/' between, as sc://host:15002/;user_id=me");
        string host = authority, port = "";
        bool hasPort = false;
        if (authority.StartsWith('['))
        {
            int end = authority.IndexOf(']');
            if (end < 0 || !IPAddress.TryParse(authority[1..end], out _)) throw Wrong("host", $"'{authority}' is no IPv6 address in brackets, as [::1]");
            host = authority[1..end];
            hasPort = end + 1 < authority.Length;
            if (hasPort && authority[end + 1] != ':') throw Wrong("port", $"after ']' '{authority[(end + 1)..]}' was found; ':' and a port are allowed");
            if (hasPort) port = authority[(end + 2)..];
        }
        else if (authority.IndexOf(':') is >= 0 and var colon)
        {
            if (authority.LastIndexOf(':') != colon) throw Wrong("host", $"'{authority}' has more than one ':'; an IPv6 address stands in brackets, as [::1]:15002");
            (host, port, hasPort) = (authority[..colon], authority[(colon + 1)..], true);
        }
        if (host.Length == 0) throw Wrong("host", "there is none; a name or an address must follow 'sc://'");
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown) throw Wrong("host", $"'{host}' is no host name and no address");
        return (host, hasPort ? Port(port) : SparkConnectionString.DefaultPort);
    }

    private static int Port(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= 65535
            ? port
            : throw Wrong("port", $"'{text}' was found; a number from 1 to 65535 is allowed");

    // Only what comes before the first sign that ends a scheme or a word: whatever follows may be secret.
    private static string Head(string text)
    {
        int end = text.IndexOfAny([':', '/', ';', '=', '@']);
        string head = end < 0 ? text : text[..Math.Min(end + 3, text.Length)].TrimEnd(';', '=', '@');
        return head.Length > 12 ? head[..12] + "..." : head;
    }

    private static SparkConnectionStringException Wrong(string part, string what) =>
        new(part, $"The Spark connection string's {part} is wrong: {what}. Its form: {SparkConnectionString.Form}.");
}
