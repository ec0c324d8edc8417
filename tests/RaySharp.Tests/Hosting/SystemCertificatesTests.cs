using RaySharp.Hosting;

namespace RaySharp.Tests.Hosting;

/// <summary>A node starts as if the system trusted nobody, and knows what was before.</summary>
public sealed class SystemCertificatesTests
{
    [Fact]
    public void What_was_set_is_kept_beside_it()
    {
        Dictionary<string, string?> environment = new() { ["SSL_CERT_FILE"] = "/own/bundle", ["PATH"] = "/bin" };
        SystemCertificates.Hide(environment);
        Assert.Equal(new Dictionary<string, string?> { ["SSL_CERT_FILE"] = "/dev/null", ["SSL_CERT_DIR"] = "/dev/null", ["RAYSHARP_OUTER_SSL_CERT_FILE"] = "/own/bundle", ["PATH"] = "/bin" }, environment);
    }
}
