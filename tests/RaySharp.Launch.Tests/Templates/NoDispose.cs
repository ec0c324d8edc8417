using RaySharp;

var ray = await Ray.StartAsync(new RayOptions { Cpus = 1 });
Console.WriteLine($"worker {await Jobs.Remote.On(ray).Pid()}");
