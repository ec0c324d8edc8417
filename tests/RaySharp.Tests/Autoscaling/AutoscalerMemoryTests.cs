using RaySharp.Autoscaling;
using RaySharp.Placement;
using RaySharp.Scheduling;

namespace RaySharp.Tests.Autoscaling;

/// <summary>Nodes whose memory nobody knows before one is there.</summary>
public sealed class AutoscalerMemoryTests : IAutoscalerEffects
{
    private const long GiB = 1L << 30;
    private int _wanted;

    [Fact]
    public void What_asks_for_memory_gets_a_node_and_no_second_one_when_the_first_says_that_it_has_not_as_much()
    {
        Autoscaler scaler = new(this, new AutoscalerOptions { Least = 0, Most = 5, Shape = ResourceSet.Of(4, memory: 1L << 50), LearnsMemory = true });
        scaler.Observe([Head(memory: 8 * GiB)], [], TimeSpan.Zero);
        Assert.Equal(1, _wanted);
        scaler.Observe([Head(memory: 8 * GiB), Node(2, memory: 4 * GiB)], [2], TimeSpan.FromSeconds(10));
        Assert.Equal(1, _wanted);
        scaler.Observe([Head(memory: 4 * GiB), Node(2, memory: 4 * GiB, isFull: true)], [2], TimeSpan.FromSeconds(20));
        scaler.Tick(TimeSpan.FromSeconds(30));
        Assert.Equal(2, _wanted);
    }

    void IAutoscalerEffects.Want(int nodes) => _wanted = nodes;

    void IAutoscalerEffects.AskIdle(uint node) { }

    void IAutoscalerEffects.Drain(uint node) { }

    void IAutoscalerEffects.Keep(uint node) { }

    void IAutoscalerEffects.End(uint node) { }

    private static NodeReport Head(long memory) => new(1, ResourceSet.Empty, ResourceSet.Empty, [new Demand(ResourceSet.Of(1, memory: memory), 1)]);

    private static NodeReport Node(uint number, long memory, bool isFull = false) => new(number, ResourceSet.Of(4, memory: memory), isFull ? ResourceSet.Empty : ResourceSet.Of(4, memory: memory), []) { IsBusy = true };
}
