using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RaySharp.Security;

/// <summary>
/// Vouches for a cluster's nodes: a key pair that is made in memory, never leaves the process that made it, and ends with it.
/// </summary>
internal sealed class ClusterAuthority : IDisposable
{
    private const int ValidYears = 10, SerialBytes = 16;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>Machines whose clock is behind must not find a certificate of the future.</summary>
    private static readonly TimeSpan _clockSkew = TimeSpan.FromDays(1);

    private readonly X509Certificate2 _certificate;

    private ClusterAuthority(X509Certificate2 certificate) => _certificate = certificate;

    /// <summary>The public part, as DER: whoever has it can tell the cluster's nodes from others.</summary>
    public byte[] Certificate => _certificate.RawData;

    public static ClusterAuthority Create(TimeProvider time)
    {
        DateTimeOffset start = time.GetUtcNow() - _clockSkew;
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=RaySharp cluster", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return new ClusterAuthority(request.CreateSelfSigned(start, start.AddYears(ValidYears)));
    }

    /// <summary>A new key pair for a node, with a certificate that names it.</summary>
    public NodeIdentity Issue(uint node)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={NodeName.Of(node)}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder name = new();
        name.AddDnsName(NodeName.Of(node));
        request.CertificateExtensions.Add(name.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], false));
        byte[] serial = RandomNumberGenerator.GetBytes(SerialBytes);
        serial[0] &= 0x7f;
        using X509Certificate2 issued = request.Create(_certificate, _certificate.NotBefore, _certificate.NotAfter, serial);
        return new NodeIdentity(node, key, issued.RawData, Certificate);
    }

    public void Dispose() => _certificate.Dispose();

    public override string ToString() => $"{nameof(ClusterAuthority)} {{ Key = *** }}";
}
