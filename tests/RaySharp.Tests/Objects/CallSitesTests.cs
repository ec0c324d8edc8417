using RaySharp.Objects;

namespace RaySharp.Tests.Objects;

public sealed class CallSitesTests
{
    [Theory]
    [InlineData("Shop.Orders", "Load", "Shop.Orders.Load")]
    [InlineData("Shop.Orders+<Load>d__3", "MoveNext", "Shop.Orders.Load")]
    [InlineData("Program+<<Main>$>d__0", "MoveNext", "Program.Main")]
    [InlineData("Shop.Orders+<>c", "<Load>b__3_0", "Shop.Orders.Load")]
    [InlineData("Shop.Orders+Lines", "<Load>g__Local|3_0", "Shop.Orders.Lines.Load")]
    public void A_method_is_named_as_in_its_source(string type, string method, string name) => Assert.Equal(name, CallSites.Name(type, method));

    [Fact]
    public void What_calls_is_recorded_only_where_that_is_asked_for()
    {
        Assert.Null(new CallSites(isRecording: false).Here());
        Assert.Contains("CallSitesTests.What_calls_is_recorded_only_where_that_is_asked_for", new CallSites(isRecording: true).Here());
    }
}
