using System.Security.Cryptography;

namespace RaySharp.Wire;

/// <summary>
/// HMAC-SHA256 with the cluster's secret over both sides' messages, versions and nonces included. The two directions have
/// different labels, so a proof cannot be sent back to its maker.
/// </summary>
internal static class HelloProof
{
    public const int Bytes = HMACSHA256.HashSizeInBytes;

    public static byte[] OfServer(byte[] secret, ReadOnlySpan<byte> hello, ReadOnlySpan<byte> challenge) =>
        HMACSHA256.HashData(secret, (byte[])[.. "RaySharp wire server"u8, .. hello, .. challenge]);

    public static byte[] OfClient(byte[] secret, ReadOnlySpan<byte> hello, ReadOnlySpan<byte> challenge) =>
        HMACSHA256.HashData(secret, (byte[])[.. "RaySharp wire client"u8, .. hello, .. challenge]);

    public static void Require(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> given)
    {
        if (!CryptographicOperations.FixedTimeEquals(expected, given))
            throw new WireAuthenticationException();
    }
}
