using RaySharp.Scheduling;

namespace RaySharp.Tests.Scheduling;

public sealed class GpuInventoryTests
{
    private readonly GpuInventory _gpus = new();

    private static long Whole(int count) => count * ResourceSet.One;

    [Fact]
    public void A_share_goes_to_the_fullest_device_that_has_it()
    {
        _gpus.Replace([new(0), new(1)]);
        Assert.Equal([0], _gpus.Take(5000));
        Assert.Equal([0], _gpus.Take(5000));
        Assert.Equal([1], _gpus.Take(2500));
        Assert.True(_gpus.CanTake(7500));
        Assert.False(_gpus.CanTake(Whole(1)));
    }

    [Fact]
    public void Halves_of_two_devices_are_not_a_whole_one()
    {
        _gpus.Replace([new(0), new(1)]);
        var first = _gpus.Take(6000);
        _gpus.Take(6000);
        Assert.Equal(8000, _gpus.Free);
        Assert.False(_gpus.CanTake(5000));
        _gpus.Return(first, 6000);
        Assert.True(_gpus.CanTake(Whole(1)));
    }

    [Fact]
    public void Several_devices_come_from_one_group_where_one_has_enough()
    {
        _gpus.Replace([new(0, 0), new(1, 0), new(2, 0), new(3, 1), new(4, 1)]);
        Assert.Equal([3, 4], _gpus.Take(Whole(2)));
        Assert.Equal([0, 1, 2], _gpus.Take(Whole(3)));
    }

    [Fact]
    public void A_device_that_is_gone_stays_with_its_lease_and_is_not_lent_again()
    {
        _gpus.Replace([new(0), new(1)]);
        var taken = _gpus.Take(Whole(1));
        _gpus.Replace([new(1)]);
        Assert.Equal(Whole(1), _gpus.Total);
        _gpus.Return(taken, Whole(1));
        Assert.Equal(Whole(1), _gpus.Free);
        Assert.False(_gpus.CanTake(Whole(2)));
    }
}
