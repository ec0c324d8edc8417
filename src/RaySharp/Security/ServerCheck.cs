using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RaySharp.Security;

/// <summary>
/// The dialling side's judgement of the server's certificate: it must be issued by the cluster's authority and name the node that
/// was meant. One per connection.
/// </summary>
/// <param name="authority">The authority's certificate, as DER.</param>
/// <param name="node">Null: any node of the cluster.</param>
internal sealed class ServerCheck(byte[] authority, uint? node)
{
    /// <summary>Why the certificate was refused.</summary>
    public NodeCertificateException? Failure { get; private set; }

    /// <summary>SHA-256 of the certificate that was accepted.</summary>
    public byte[] CertificateHash { get; private set; } = [];

    public SslClientAuthenticationOptions Options() => new()
    {
        TargetHost = node is { } number ? NodeName.Of(number) : "",
        EnabledSslProtocols = SslProtocols.Tls13,
        AllowRenegotiation = false,
        AllowTlsResume = false,
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { X509CertificateLoader.LoadCertificate(authority) },
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        },
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Accepts(certificate as X509Certificate2, chain, errors),
    };

    private bool Accepts(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Failure = Judge(certificate, chain, errors) is { } fault
            ? new NodeCertificateException($"The certificate of the process that answered {fault}. Something else listens at that address, "
                + "or another cluster does, or the node there was replaced: look its address up anew.")
            : null;
        if (Failure is null)
            CertificateHash = SHA256.HashData(certificate!.RawData);
        return Failure is null;
    }

    private string? Judge(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return "is missing";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
            return $"is not issued by this cluster's authority ({string.Join(", ", chain?.ChainStatus.Select(status => status.Status) ?? [])})";
        bool named = node is null ? NodeName.IsIn(certificate) : !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch);
        return named ? null : $"names {NodeName.In(certificate)} where {(node is { } number ? NodeName.Of(number) : "a node")} was expected";
    }
}
