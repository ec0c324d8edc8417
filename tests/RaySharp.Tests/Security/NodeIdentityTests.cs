using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using RaySharp.Security;

namespace RaySharp.Tests.Security;

public class NodeIdentityTests
{
    [Fact]
    public void An_identity_survives_its_journey_with_its_key()
    {
        using ClusterAuthority authority = ClusterAuthority.Create(TimeProvider.System);
        using NodeIdentity issued = authority.Issue(5);
        using NodeIdentity arrived = NodeIdentity.Decode(issued.Encode());
        Assert.Equal(5u, arrived.Node);
        Assert.Equal(issued.CertificateHash, arrived.CertificateHash);
        Assert.Equal(issued.Encode(), arrived.Encode());
        Assert.Equal(authority.Certificate, arrived.Authority);
    }

    [Fact]
    public void A_certificate_names_its_node_and_is_valid_on_machines_whose_clock_is_behind()
    {
        using ClusterAuthority authority = ClusterAuthority.Create(TimeProvider.System);
        using NodeIdentity issued = authority.Issue(5);
        using X509Certificate2 certificate = ((SslStreamCertificateContext)issued.ServerOptions().ServerCertificateContext!).TargetCertificate;
        Assert.Equal("node-5.raysharp", NodeName.In(certificate));
        Assert.True(certificate.MatchesHostname("node-5.raysharp"));
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        Assert.InRange(certificate.NotBefore.ToUniversalTime(), now.AddDays(-1.1), now.AddHours(-23));
        Assert.InRange(certificate.NotAfter.ToUniversalTime(), now.AddYears(9), now.AddYears(11));
    }

    [Fact]
    public void Every_identity_has_a_key_of_its_own_and_no_text_shows_it()
    {
        using ClusterAuthority authority = ClusterAuthority.Create(TimeProvider.System);
        using NodeIdentity one = authority.Issue(5), other = authority.Issue(5);
        Assert.NotEqual(one.CertificateHash, other.CertificateHash);
        Assert.Equal("NodeIdentity { Node = 5, Key = *** }", one.ToString());
        Assert.Equal("ClusterAuthority { Key = *** }", authority.ToString());
    }

    [Fact]
    public void Damaged_bytes_are_no_identity_and_nothing_worse()
    {
        using ClusterAuthority authority = ClusterAuthority.Create(TimeProvider.System);
        using NodeIdentity issued = authority.Issue(5);
        byte[] good = issued.Encode();
        Random random = new(3);
        for (int cut = 0; cut < good.Length; cut += 7)
            Assert.Throws<FormatException>(() => NodeIdentity.Decode(good.AsSpan(0, cut)));
        Assert.Throws<FormatException>(() => NodeIdentity.Decode([.. good, 0]));
        for (int round = 0; round < 500; round++)
        {
            byte[] bytes = (byte[])good.Clone();
            for (int hit = 0; hit < 3; hit++)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                NodeIdentity.Decode(bytes).Dispose();
            }
            catch (FormatException)
            {
                // What it should be.
            }
        }
    }
}
