using RaySharp;

Console.WriteLine($"main of {(Environment.GetEnvironmentVariable("RAYSHARP_WORKER") is null ? "the driver" : "a would-be worker")}");
await using var ray = await Ray.StartAsync(new RayOptions { Cpus = 1, ReadyProcesses = 0 });
try
{
    Console.WriteLine(await Jobs.Remote.Add(20, 22));
}
catch (RayException failure)
{
    Console.WriteLine($"{failure.GetType().Name}: {failure.Message}");
}
