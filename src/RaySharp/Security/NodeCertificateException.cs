namespace RaySharp.Security;

/// <summary>Whoever answered is not the node that was meant, or not of this cluster.</summary>
internal sealed class NodeCertificateException(string message) : IOException(message);
