using RaySharp.Hosting;

namespace RaySharp.Tests.Hosting;

public sealed class GpuIdsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("NoDevFiles", "")]
    [InlineData("-1", "")]
    [InlineData("3", "3")]
    [InlineData("4, 5", "4 5")]
    [InlineData("4,-1,5", "4")]
    [InlineData("GPU-8f2a,MIG-1", "GPU-8f2a MIG-1")]
    public void The_variable_is_read_as_CUDA_reads_it(string variable, string names) => Assert.Equal(names, string.Join(' ', GpuIds.Parse(variable)!));

    [Fact]
    public void Without_the_variable_all_devices_are_lent_or_as_many_as_were_said()
    {
        Assert.Equal(["0", "1"], GpuIds.Choose(null, null, devices: 2));
        Assert.Equal(["0"], GpuIds.Choose(1, null, devices: 2));
        Assert.Equal(["0", "1", "2"], GpuIds.Choose(3, null, devices: 0));
        Assert.Empty(GpuIds.Choose(null, null, devices: 0));
    }

    [Fact]
    public void The_variable_bounds_what_can_be_lent()
    {
        Assert.Equal(["6", "7"], GpuIds.Choose(null, "6,7", devices: 8));
        Assert.Equal(["6"], GpuIds.Choose(1, "6,7", devices: 8));
        Assert.Contains("What is to be lent takes 3 GPUs (RayOptions.Gpus for each node), but CUDA_VISIBLE_DEVICES is '6,7' and names 2.", Assert.Throws<ArgumentException>(() => GpuIds.Choose(3, "6,7", devices: 8)).Message);
        Assert.Contains("RayOptions.Gpus is -1", Assert.Throws<ArgumentException>(() => GpuIds.Choose(-1, null, devices: 8)).Message);
    }

    [Fact]
    public void Nodes_of_one_machine_divide_its_devices()
    {
        string[] all = GpuIds.Numbers(5);
        Assert.Equal(["0 1", "2 3", "4"], Enumerable.Range(0, 3).Select(node => string.Join(' ', GpuIds.Part(all, node, 3))));
    }
}
