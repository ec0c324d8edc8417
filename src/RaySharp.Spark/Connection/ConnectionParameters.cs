namespace RaySharp.Spark.Connection;

/// <summary>What follows the host in a connection string: <c>;name=value;name=value</c>.</summary>
internal sealed class ConnectionParameters
{
    private static readonly string[] _reserved = ["authorization", "content-type", "te", "host", "connection", "transfer-encoding", "user-agent"];

    public string? Token { get; private set; }

    public bool? UseTls { get; private set; }

    public string? UserId { get; private set; }

    public string? UserAgent { get; private set; }

    public Guid? SessionId { get; private set; }

    public List<KeyValuePair<string, string>> Headers { get; } = [];

    /// <summary>Reads what follows the '/' after the host.</summary>
    /// <param name="path">All of it.</param>
    public static ConnectionParameters Parse(string path)
    {
        ConnectionParameters result = new();
        if (path.Length == 0) return result;
        if (path[0] != ';') throw Wrong("path", "something stands between '/' and the first ';': a Spark Connect address has no path; parameters follow as /;name=value");
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        string[] parts = path[1..].Split(';');
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i].Length == 0) continue;     // a ';' at the end does no harm
            int equals = parts[i].IndexOf('=');
            // The text is not shown: it may be the rest of a token with an unescaped ';'.
            if (equals < 0) throw Wrong($"parameter {i + 1}", "it has no '='; write name=value, and a ';' inside a value as %3B");
            string name = parts[i][..equals].Trim().ToLowerInvariant();
            if (!IsHeaderName(name)) throw Wrong($"parameter {i + 1}", "its name is empty or has signs other than letters, digits, '-', '_' and '.'; write a ';' inside a value as %3B");
            if (!seen.Add(name)) throw Wrong(name, "it is given twice; give it once");
            result.Take(name, Decode(name, parts[i][(equals + 1)..]));
        }
        return result;
    }

    public static bool IsHeaderValue(string value) => value.Length > 0 && value.All(sign => sign is >= ' ' and <= '~') && value.Trim() == value;

    private void Take(string name, string value)
    {
        switch (name)
        {
            case "token":
                Token = HeaderValue(name, value);
                break;
            case "use_ssl":
                UseTls = value.ToLowerInvariant() switch
                {
                    "true" => true,
                    "false" => false,
                    _ => throw Wrong(name, "it is neither 'true' nor 'false'"),
                };
                break;
            case "user_id":
                UserId = value.Length > 0 ? value : throw Wrong(name, "it is empty; leave it out to be known by your user name");
                break;
            case "user_agent":
                UserAgent = HeaderValue(name, value) is { Length: <= 200 } agent ? agent : throw Wrong(name, $"it has {value.Length} signs; at most 200 are allowed");
                break;
            case "session_id":
                SessionId = Guid.TryParse(value, out var id) ? id : throw Wrong(name, $"'{value}' is no UUID, as 01234567-89ab-cdef-0123-456789abcdef");
                break;
            default:
                if (_reserved.Contains(name) || name.StartsWith("grpc-", StringComparison.Ordinal) || name.EndsWith("-bin", StringComparison.Ordinal))
                    throw Wrong(name, "this header belongs to gRPC and cannot be set; a token goes into the parameter 'token'");
                Headers.Add(new(name, HeaderValue(name, value)));
                break;
        }
    }

    private static string HeaderValue(string name, string value) =>
        IsHeaderValue(value) ? value : throw Wrong(name, "its value is empty, begins or ends with a space, or has signs that no header may have (only printable ASCII)");

    private static string Decode(string name, string value)
    {
        for (int i = value.IndexOf('%'); i >= 0; i = value.IndexOf('%', i + 1))
            if (i + 2 >= value.Length || !char.IsAsciiHexDigit(value[i + 1]) || !char.IsAsciiHexDigit(value[i + 2]))
                throw Wrong(name, "'%' is not followed by two hexadecimal digits; write a '%' itself as %25");
        return Uri.UnescapeDataString(value);
    }

    private static bool IsHeaderName(string name) => name.Length > 0 && name.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '_' or '.');

    private static SparkConnectionStringException Wrong(string part, string what) =>
        new(part, $"The Spark connection string's {part} is wrong: {what}. Its form: {SparkConnectionString.Form}.");
}
