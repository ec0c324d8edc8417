using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace RaySharp.Security;

/// <summary>How a certificate names a node: as the DNS name <c>node-5.raysharp</c>.</summary>
internal static class NodeName
{
    private const string Prefix = "node-", Suffix = ".raysharp";

    public static string Of(uint node) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{node}{Suffix}");

    /// <summary>The names that a certificate carries, for a message to a reader.</summary>
    public static string In(X509Certificate2 certificate) =>
        string.Join(", ", certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(extension => extension.EnumerateDnsNames()))
            is { Length: > 0 } names ? names : "nobody";

    /// <summary>Whether the certificate is that of a node, whichever.</summary>
    public static bool IsIn(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(extension => extension.EnumerateDnsNames())
            .Any(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal));
}
