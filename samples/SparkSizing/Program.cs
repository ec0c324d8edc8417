using RaySharp.Spark;

if (args.Length > 1)
{
    Console.Error.WriteLine("usage: SparkSizing [sc://HOST:PORT]    without an address: SPARK_REMOTE, else this machine");
    return 2;
}

await using var session = await SparkSession.ConnectAsync(args.ElementAtOrDefault(0));
var resources = await SparkResources.ReadAsync(session);
foreach (var executor in resources.Executors)
    Console.WriteLine($"executor {executor.Id} on {executor.Host}: {executor.Cores} cores, {executor.Memory >> 20} MiB of memory, {executor.Heap >> 20} MiB of them Java's heap, {executor.Gpus} GPUs");
foreach (var proposal in resources.Propose())
{
    Console.WriteLine();
    Console.WriteLine(proposal);
}
return 0;
