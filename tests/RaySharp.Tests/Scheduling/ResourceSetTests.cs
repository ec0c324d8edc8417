using RaySharp.Scheduling;

namespace RaySharp.Tests.Scheduling;

public sealed class ResourceSetTests
{
    private static ResourceSet Custom(params (string Name, double Amount)[] amounts) => ResourceSet.Of(custom: amounts.ToDictionary(each => each.Name, each => each.Amount));

    [Fact]
    public void Ten_tenths_are_exactly_one()
    {
        var sum = ResourceSet.Empty;
        for (int i = 0; i < 10; i++) sum = sum.Add(ResourceSet.Of(0.1, 0, 0, new Dictionary<string, double> { ["npu"] = 0.1 }));
        Assert.Equal(ResourceSet.Of(1, custom: new Dictionary<string, double> { ["npu"] = 1 }), sum);
        Assert.Equal(ResourceSet.Empty, sum.Subtract(sum));
    }

    [Fact]
    public void Sums_of_what_cannot_be_counted_are_all_that_can()
    {
        var most = ResourceSet.OfUnits(long.MaxValue, 1, long.MaxValue, [new CustomAmount("npu", long.MaxValue)]);
        foreach (var sum in new[] { most.Add(most), most.Times(int.MaxValue), ResourceSet.OfUnits(1L << 40, 1, 1L << 40, [new CustomAmount("npu", 1L << 40)]).Times(int.MaxValue) })
            Assert.Equal((long.MaxValue, long.MaxValue, long.MaxValue), (sum.Cpus, sum.Memory, sum.AmountOf("npu")));
        Assert.Equal(2, most.Add(most).Gpus);
    }

    [Fact]
    public void Covers_compares_each_resource()
    {
        var has = ResourceSet.Of(2, 1, 100).Add(Custom(("npu", 1)));
        Assert.True(has.Covers(has));
        Assert.True(has.Covers(ResourceSet.Empty));
        Assert.Equal(ResourceKinds.Cpu, has.Lacks(ResourceSet.Of(2.0001)));
        Assert.Equal(ResourceKinds.Gpu | ResourceKinds.Memory, has.Lacks(ResourceSet.Of(1, 2, 101)));
        Assert.Equal(ResourceKinds.Custom, has.Lacks(Custom(("licence", 0.1))));
    }

    [Fact]
    public void Equality_and_hash_do_not_depend_on_the_order_of_names()
    {
        var one = Custom(("a", 1), ("b", 2));
        var other = Custom(("b", 2), ("a", 1));
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, Custom(("a", 2), ("b", 1)));
    }

    [Fact]
    public void The_hash_is_the_same_in_every_process() => Assert.Equal(97897104, Custom(("npu", 1)).Add(ResourceSet.Of(1, 2, 3)).GetHashCode());

    [Fact]
    public void More_than_there_is_cannot_be_taken() =>
        Assert.Contains("2 CPU was taken from 1 CPU", Assert.Throws<InvalidOperationException>(() => ResourceSet.Of(1).Subtract(ResourceSet.Of(2))).Message);

    [Theory]
    [InlineData(-1, "Cpus = -1 was asked for. Ask for an amount between 0 and 1,000,000,000.")]
    [InlineData(double.NaN, "Cpus = NaN was asked for. Ask for an amount between 0 and 1,000,000,000.")]
    [InlineData(0.00001, "Cpus = 1E-05 was asked for. The smallest share is 0.0001.")]
    public void Amounts_that_cannot_be_had_are_refused(double cpus, string text) => Assert.Equal(text, Assert.Throws<ArgumentException>(() => ResourceSet.Of(cpus)).Message);

    [Fact]
    public void Above_one_only_whole_gpus_can_be_asked_for()
    {
        Assert.Equal(5000, ResourceSet.Of(gpus: 0.5).Gpus);
        Assert.Equal("Gpus = 1.5 was asked for. Above 1 only whole GPUs can be had: a share is a share of one device.",
            Assert.Throws<ArgumentException>(() => ResourceSet.Of(gpus: 1.5)).Message);
    }

    [Fact]
    public void Resources_are_read_as_an_attribute_writes_them()
    {
        Assert.Equal(Custom(("npu", 1), ("license", 0.5)), ResourceSet.Of(custom: ResourceText.Parse(" npu=1, license = 0.5")));
        Assert.Empty(ResourceText.Parse("  "));
    }

    [Theory]
    [InlineData("npu", "Resources \"npu\" has 'npu' where a name and an amount must stand. Write it as \"npu=1, license=0.5\".")]
    [InlineData("npu=x", "Resources \"npu=x\" asks for 'x' of 'npu', which is not a number. Write it as \"npu=0.5\".")]
    [InlineData("npu=1,npu=2", "Resources \"npu=1,npu=2\" names 'npu' twice. Name it once, with the sum.")]
    [InlineData("=1", "A custom resource without a name was asked for. Name it, such as \"npu=1\".")]
    [InlineData("GPU=1", "'GPU' was asked for as a custom resource. Use the option Gpus.")]
    public void Resources_written_otherwise_are_refused_with_what_to_write(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => ResourceText.Parse(text)).Message);
}
