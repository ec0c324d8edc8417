namespace RaySharp.Tests.ReferenceCounting;

public sealed class ReferenceTableSimulationTests
{
    private const int SeedsPerBlock = 500;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Nothing_held_is_freed_and_nothing_is_left_over(int block)
    {
        int freed = 0;
        for (int seed = block * SeedsPerBlock; seed < (block + 1) * SeedsPerBlock; seed++)
        {
            ReferenceSimulation simulation = new(seed);
            simulation.Run(steps: 100 + (seed % 7 * 150));
            freed += simulation.FreedByTable;
        }
        Assert.True(freed > 10 * SeedsPerBlock, $"Only {freed} objects were freed: the simulation shares too little to prove anything.");
    }
}
