using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Microbenchmark.Measuring;

/// <summary>What objects that travel are held against: an SslStream on a TCP socket of this machine and nothing else, a thread at each end.</summary>
internal static class PlainTls
{
    private const int PieceBytes = 1 << 20;

    /// <summary>GB/s of each round.</summary>
    public static async Task<double[]> MeasureAsync(long bytes, int rounds)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using TcpClient client = new() { NoDelay = true };
        var accepting = listener.AcceptTcpClientAsync();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var server = await accepting;
        using SslStream writing = new(client.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        using SslStream reading = new(server.GetStream());
        await Task.WhenAll(
            reading.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate, EnabledSslProtocols = SslProtocols.Tls13 }),
            writing.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = SslProtocols.Tls13 }));
        double[] rates = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            var swallowed = Task.Factory.StartNew(() => Swallow(reading, bytes), TaskCreationOptions.LongRunning);
            await Task.Factory.StartNew(() => Pour(writing, bytes), TaskCreationOptions.LongRunning);
            await swallowed;
            rates[round] = bytes / clock.Elapsed.TotalSeconds / 1e9;
        }
        return rates;
    }

    private static void Pour(SslStream stream, long bytes)
    {
        byte[] piece = new byte[PieceBytes];
        for (long sent = 0; sent < bytes; sent += piece.Length) stream.Write(piece);
    }

    private static void Swallow(SslStream stream, long bytes)
    {
        byte[] buffer = new byte[PieceBytes];
        for (long left = bytes; left > 0;) left -= stream.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
    }
}
