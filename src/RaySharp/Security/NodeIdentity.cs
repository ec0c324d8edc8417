using System.Buffers.Binary;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RaySharp.Security;

/// <summary>
/// What lets a process speak for a node: the node's certificate with its private key, and the certificate of the authority that
/// issued it. All processes of a node share it.
/// </summary>
internal sealed class NodeIdentity : IDisposable
{
    private const int MaxPartBytes = 4096;

    private readonly ECDsa _key;
    private readonly X509Certificate2 _certificate;
    private readonly Lazy<SslStreamCertificateContext> _server;

    /// <param name="node">The node's number.</param>
    /// <param name="key">Becomes the identity's.</param>
    /// <param name="certificate">DER, without the key.</param>
    /// <param name="authority">DER.</param>
    public NodeIdentity(uint node, ECDsa key, byte[] certificate, byte[] authority)
    {
        Node = node;
        _key = key;
        using X509Certificate2 publicPart = X509CertificateLoader.LoadCertificate(certificate);
        _certificate = publicPart.CopyWithPrivateKey(key);
        Authority = authority;
        CertificateHash = SHA256.HashData(certificate);
        // Made once, and only by who is called: it looks for the certificate's chain, which is of no use to peers that know the authority, and reads all certificates of the system for that.
        _server = new(() => SslStreamCertificateContext.Create(_certificate, null, offline: true));
    }

    public uint Node { get; }

    /// <summary>The authority's certificate, as DER.</summary>
    public byte[] Authority { get; }

    /// <summary>SHA-256 of this node's certificate: proofs of the hello cover it, so that nobody can relay them.</summary>
    public byte[] CertificateHash { get; }

    /// <summary>How a process of the node answers a connection.</summary>
    public SslServerAuthenticationOptions ServerOptions() => new()
    {
        ServerCertificateContext = _server.Value,
        EnabledSslProtocols = SslProtocols.Tls13,
        AllowRenegotiation = false,
        AllowTlsResume = false,
        ClientCertificateRequired = false,
    };

    /// <summary>Does what the first to connect would wait for.</summary>
    public void Prepare() => _ = _server.Value;

    /// <summary>With the private key: for encrypted connections and pipes to own children only.</summary>
    public byte[] Encode()
    {
        byte[] key = _key.ExportPkcs8PrivateKey();
        try
        {
            byte[] node = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32LittleEndian(node, Node);
            return [.. node, .. Part(key), .. Part(_certificate.RawData), .. Part(Authority)];
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    public static NodeIdentity Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < sizeof(uint))
            throw Malformed(null);
        uint node = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        bytes = bytes[sizeof(uint)..];
        ReadOnlySpan<byte> key = TakePart(ref bytes), certificate = TakePart(ref bytes), authority = TakePart(ref bytes);
        if (!bytes.IsEmpty)
            throw Malformed(null);
        ECDsa imported = ECDsa.Create();
        try
        {
            imported.ImportPkcs8PrivateKey(key, out _);
            return new NodeIdentity(node, imported, certificate.ToArray(), authority.ToArray());
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            imported.Dispose();
            throw Malformed(failure);
        }
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }

    /// <summary>Never shows the key.</summary>
    public override string ToString() => $"{nameof(NodeIdentity)} {{ Node = {Node}, Key = *** }}";

    private static byte[] Part(byte[] bytes)
    {
        byte[] length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        return [.. length, .. bytes];
    }

    private static ReadOnlySpan<byte> TakePart(ref ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < sizeof(int) || BinaryPrimitives.ReadUInt32LittleEndian(bytes) is var length && (length > MaxPartBytes || length > bytes.Length - sizeof(int)))
            throw Malformed(null);
        ReadOnlySpan<byte> part = bytes.Slice(sizeof(int), (int)length);
        bytes = bytes[(sizeof(int) + (int)length)..];
        return part;
    }

    private static FormatException Malformed(Exception? inner) =>
        new("The bytes are no node identity: a number, a private key and two certificates. Take them from the head's answer, unchanged.", inner);
}
