using RaySharp.Scheduling;

namespace RaySharp.Tests.Scheduling;

/// <summary>The inventory against a plain model of it: what is lent of each device, under seeds.</summary>
public sealed class GpuModelTests
{
    private const int Seeds = 300, Steps = 200;

    [Fact]
    public void No_device_is_given_twice_and_shares_never_pass_a_whole()
    {
        for (int seed = 1; seed <= Seeds; seed++) Run(new Random(seed), $"seed {seed}");
    }

    private static void Run(Random random, string seed)
    {
        var gpus = new GpuInventory();
        int count = random.Next(1, 9);
        gpus.Replace([.. Enumerable.Range(0, count).Select(index => new GpuDevice(index, index / 4))]);
        long[] lent = new long[count];
        List<(int[] Devices, long Units)> holdings = [];
        for (int step = 0; step < Steps; step++)
        {
            if (holdings.Count > 0 && random.Next(2) == 0) Return(random, gpus, lent, holdings);
            else Take(random, gpus, lent, holdings, seed);
            Assert.True(gpus.Free == lent.Sum(static units => ResourceSet.One - units), seed);
        }
        while (holdings.Count > 0) Return(random, gpus, lent, holdings);
        Assert.True(gpus.Free == gpus.Total && gpus.Total == count * ResourceSet.One, seed);
    }

    private static void Take(Random random, GpuInventory gpus, long[] lent, List<(int[] Devices, long Units)> holdings, string seed)
    {
        long units = random.Next(3) == 0 ? random.Next(1, lent.Length + 1) * ResourceSet.One : random.Next(1, 8) * 1250;
        bool isShare = units < ResourceSet.One;
        bool could = isShare ? lent.Any(used => used + units <= ResourceSet.One) : lent.Count(static used => used == 0) * ResourceSet.One >= units;
        Assert.True(gpus.CanTake(units) == could, seed);
        if (!could) return;
        int[] devices = gpus.Take(units, new GpuWish([[random.Next(lent.Length)]], new HashSet<int> { random.Next(lent.Length) }));
        Assert.True(devices.Distinct().Count() == (isShare ? 1 : units / ResourceSet.One), seed);
        if (isShare) Assert.True(lent[devices[0]] == lent.Where(used => used + units <= ResourceSet.One).Max(), seed);     // packed: the others stay whole
        foreach (int device in devices) Assert.True((lent[device] += Math.Min(units, ResourceSet.One)) <= ResourceSet.One, seed);
        holdings.Add((devices, units));
    }

    private static void Return(Random random, GpuInventory gpus, long[] lent, List<(int[] Devices, long Units)> holdings)
    {
        int index = random.Next(holdings.Count);
        var (devices, units) = holdings[index];
        holdings.RemoveAt(index);
        gpus.Return(devices, units);
        foreach (int device in devices) lent[device] -= Math.Min(units, ResourceSet.One);
    }
}
