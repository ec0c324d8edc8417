namespace RaySharp.Hosting;

/// <summary>
/// The certificates that the system trusts. A node host trusts its cluster's authority only, but .NET reads them all, 100 to 300 files, before the first
/// chain that it builds, whatever that is to end in: a fifth of what the start of a node costs. So a node is started as if there were none, and what it
/// starts is not: workers run user code.
/// </summary>
internal static class SystemCertificates
{
    private const string Outer = "RAYSHARP_OUTER_", Nothing = "/dev/null";

    /// <summary>What a shell does that becomes a node: <see cref="Hide"/>.</summary>
    public const string HideInShell = $$"""for name in SSL_CERT_FILE SSL_CERT_DIR; do [ -z "${!name+set}" ] || export "{{Outer}}$name=${!name}"; export "$name={{Nothing}}"; done""";

    private static readonly string[] _places = ["SSL_CERT_FILE", "SSL_CERT_DIR"];

    /// <summary>From a process that is to be a node.</summary>
    /// <param name="environment">Its variables.</param>
    public static void Hide(IDictionary<string, string?> environment)
    {
        foreach (string name in _places)
        {
            if (environment.TryGetValue(name, out string? outer)) environment[Outer + name] = outer;
            environment[name] = Nothing;
        }
    }

    /// <summary>For what this process starts.</summary>
    public static void Restore()
    {
        foreach (string name in _places)
        {
            Environment.SetEnvironmentVariable(name, Environment.GetEnvironmentVariable(Outer + name));
            Environment.SetEnvironmentVariable(Outer + name, null);
        }
    }
}
