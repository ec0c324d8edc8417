using RaySharp.Platform;
using WirePing;

// Two processes: this one asks, the child echoes or counts. dotnet run -c Release --project bench/WirePing -- --wire-ping
if (args is ["--child", var folder, var rings, var parent])
{
    _ = ParentDeath.EndsThisProcess(int.Parse(parent));
    await Peer.RunAsync(folder, bool.Parse(rings), Convert.FromHexString(Environment.GetEnvironmentVariable(Asker.SecretVariable)!));
    return 0;
}
if (args is not ["--wire-ping", ..])
{
    Console.Error.WriteLine("usage: WirePing --wire-ping [rings|socket]");
    return 2;
}
foreach (bool useRings in (bool[])[true, false])
    if (args.Length == 1 || args[1] == (useRings ? "rings" : "socket"))
        await new Asker(useRings).RunAsync();
return 0;
