using System.Security.Cryptography;

namespace RaySharp.Wire;

/// <summary>
/// HMAC-SHA256 with a secret over both sides' messages, versions and nonces included, and over what binds them to their connection.
/// The directions, and the hello of a newcomer, have different labels, so a proof cannot be used elsewhere than where it was made.
/// </summary>
internal static class HelloProof
{
    public const int Bytes = HMACSHA256.HashSizeInBytes;

    public static byte[] OfServer(byte[] secret, ReadOnlySpan<byte> hello, ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> binding = default) =>
        Of(secret, "RaySharp wire server"u8, hello, challenge, binding);

    public static byte[] OfClient(byte[] secret, ReadOnlySpan<byte> hello, ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> binding = default) =>
        Of(secret, "RaySharp wire client"u8, hello, challenge, binding);

    public static byte[] OfHead(byte[] joinSecret, ReadOnlySpan<byte> hello, ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> binding) =>
        Of(joinSecret, "RaySharp join head"u8, hello, challenge, binding);

    public static byte[] OfNewcomer(byte[] joinSecret, ReadOnlySpan<byte> hello, ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> binding) =>
        Of(joinSecret, "RaySharp join newcomer"u8, hello, challenge, binding);

    public static byte[] OfHandoff(byte[] secret, ReadOnlySpan<byte> message) => Of(secret, "RaySharp wire handoff"u8, message, default, default);

    public static void Require(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> given)
    {
        if (!CryptographicOperations.FixedTimeEquals(expected, given))
            throw new WireAuthenticationException();
    }

    /// <remarks>The messages carry their lengths, so no two series of them are the same bytes.</remarks>
    private static byte[] Of(byte[] secret, ReadOnlySpan<byte> label, ReadOnlySpan<byte> hello, ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> binding) =>
        HMACSHA256.HashData(secret, (byte[])[.. label, .. hello, .. challenge, .. binding]);
}
