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
        Run(block, isApart: false);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Nor_where_owners_are_far_apart_and_their_answers_come_at_very_different_times(int block) => Run(block, isApart: true);

    private static void Run(int block, bool isApart)
    {
        int freed = 0;
        for (int seed = block * SeedsPerBlock; seed < (block + 1) * SeedsPerBlock; seed++)
        {
            ReferenceSimulation simulation = new(seed, isApart);
            simulation.Run(steps: (isApart ? 3 : 1) * (100 + (seed % 7 * 150)));
            freed += simulation.FreedByTable;
        }
        Assert.True(freed > 10 * SeedsPerBlock, $"Only {freed} objects were freed: the simulation shares too little to prove anything.");
    }
}
