using System.Globalization;

namespace RaySharp.Tests.Store;

public sealed class PullStormTests
{
    private const int Seeds = 150;

    [Fact]
    public void Under_every_seed_all_are_answered_once_objects_are_where_they_are_said_to_be_and_nothing_is_left()
    {
        SortedDictionary<string, int> seen = new(StringComparer.Ordinal);
        int first = int.TryParse(Environment.GetEnvironmentVariable("RAYSHARP_SEED"), CultureInfo.InvariantCulture, out int chosen) ? chosen : 0;
        for (int seed = first; seed < first + Seeds; seed++)
        {
            PullStorm storm = new(seed, nodes: 4);
            try
            {
                storm.Run(600);
                storm.AllCanBeRead();
                storm.FreeAll();
            }
            catch (Exception fault) when (fault is InvalidOperationException or KeyNotFoundException or NullReferenceException or ArgumentException)
            {
                Assert.Fail($"seed {seed}: {fault}");
            }
            foreach (var (what, count) in storm.Seen) seen[what] = seen.GetValueOrDefault(what) + count;
        }
        foreach (string what in (string[])["pulled", "pull failed", "cancelled", "dropped", "node lost", "reader lost", "object lost", "doubled"])
            Assert.True(seen.ContainsKey(what), $"In {Seeds} seeds there was no '{what}'.");
    }
}
