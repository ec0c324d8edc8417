using System.Net;
using RaySharp.Platform;
using RaySharp.Security;
using WirePing;

// Two processes: this one asks, the child echoes or counts. dotnet run -c Release --project bench/WirePing -- --wire-ping
if (args is ["--child", var folder, var wayName, var parent, var node, var plain])
{
    _ = ParentDeath.EndsThisProcess(int.Parse(parent));
    Way way = Enum.Parse<Way>(wayName);
    using NodeIdentity identity = NodeIdentity.Decode(Convert.FromHexString(Environment.GetEnvironmentVariable(Asker.IdentityVariable)!));
    if (way == Way.Tls)
        PlainTls.Serve(identity, IPEndPoint.Parse(plain));
    byte[] secret = Convert.FromHexString(Environment.GetEnvironmentVariable(Asker.SecretVariable)!);
    await Peer.RunAsync(folder, way, secret, way == Way.Tls ? identity : null, way == Way.Tls ? IPEndPoint.Parse(node) : null);
    return 0;
}
Way[] ways = args is ["--wire-ping"] ? Enum.GetValues<Way>()
    : args is ["--wire-ping", var only] && Enum.TryParse(only, ignoreCase: true, out Way chosen) ? [chosen] : [];
if (ways.Length == 0)
{
    Console.Error.WriteLine("usage: WirePing --wire-ping [rings|socket|tls]");
    return 2;
}
foreach (Way way in ways)
    await new Asker(way).RunAsync();
return 0;
