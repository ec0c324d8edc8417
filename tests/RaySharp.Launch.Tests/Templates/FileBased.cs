using RaySharp;

await using var ray = await Ray.StartAsync(new RayOptions { Cpus = 1 });
int sum = await Jobs.Remote.On(ray).Add(20, 22);
bool isElsewhere = await Jobs.Remote.On(ray).Pid() != Environment.ProcessId;
Console.WriteLine($"answer {sum}, in a worker: {isElsewhere}");

public static partial class Jobs
{
    [RayRemote]
    public static int Add(int a, int b) => a + b;

    [RayRemote]
    public static int Pid() => Environment.ProcessId;
}
