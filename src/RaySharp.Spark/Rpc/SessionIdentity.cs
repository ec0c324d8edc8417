using RaySharp.Spark.Protocol;

namespace RaySharp.Spark.Rpc;

/// <summary>Who asks: signs every request, and notices from the answers when the server has forgotten the session.</summary>
/// <param name="sessionId">Made by this client.</param>
/// <param name="userId">Whom the server takes the requests for.</param>
/// <param name="clientType">What the server's logs call this client.</param>
internal sealed class SessionIdentity(Guid sessionId, string userId, string clientType)
{
    private volatile string _serverSideSessionId = "";

    public string SessionId { get; } = sessionId.ToString();

    public string UserId => userId;

    /// <summary>The server's own name of the session; empty before the first answer.</summary>
    public string ServerSideSessionId => _serverSideSessionId;

    public TRequest Sign<TRequest>(TRequest request) where TRequest : ISessionRequest
    {
        request.SessionId = SessionId;
        request.UserContext = new() { UserId = userId, UserName = userId };
        request.ClientType = clientType;
        request.ClientObservedServerSideSessionId = _serverSideSessionId;
        return request;
    }

    /// <summary>Holds an answer against what the server called the session before.</summary>
    /// <param name="response">The answer.</param>
    /// <exception cref="SparkSessionLostException">The server calls it by another name now.</exception>
    public void Observe(ISessionResponse response)
    {
        string found = response.ServerSideSessionId, known = _serverSideSessionId;
        if (found.Length == 0 || found == known) return;
        if (known.Length == 0) _serverSideSessionId = found;
        else throw Lost($"the server knows it as {found} now, and before as {known}: it was restarted");
    }

    /// <summary>Why a session that is gone cannot be used.</summary>
    /// <param name="why">What the server said.</param>
    /// <param name="innerException">What it was told by.</param>
    /// <param name="details">What Spark says about it.</param>
    public SparkSessionLostException Lost(string why, Exception? innerException = null, SparkErrorDetails? details = null) =>
        new($"The Spark session {SessionId} is lost: {why}. Its views, artifacts and settings are gone; connect again.", innerException, details);
}
