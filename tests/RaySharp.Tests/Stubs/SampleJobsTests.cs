using RaySharp.Codecs;
using RaySharp.Contracts;

namespace RaySharp.Tests.Stubs;

/// <summary>The real build ran the generator on this assembly, and its module initializer registered what was found.</summary>
public sealed class SampleJobsTests
{
    [Fact]
    public void The_assembly_is_known() => Assert.Contains("RaySharp.Tests", MethodRegistry.AssemblyNames);

    [Fact]
    public void Descriptors_say_what_attributes_say()
    {
        var count = Assert.Single(SampleJobs.RaySharpMethods.All, m => m.Identity.Name == "SampleJobs.Count");
        Assert.True(MethodRegistry.TryGet(count.Identity.Id, out var registered));
        Assert.Same(count, registered);
        Assert.Equal(new TaskOptions(), count.Options);
    }

    [Fact]
    public void The_actor_is_asynchronous_and_has_its_methods()
    {
        var actor = SampleCounter.RaySharpMethods.Actor;
        Assert.True(MethodRegistry.TryGetActor(actor.Id, out _));
        Assert.True(actor.IsAsync);
        Assert.Equal(["SampleCounter.Add", "SampleCounter.Source"], actor.Methods.Select(m => m.Identity.Name));
        Assert.Equal("SampleCounter.CreateAsync", Assert.Single(actor.Creations).Identity.Name);
    }

    [Fact]
    public void Types_of_signatures_have_codecs()
    {
        var writer = new CodecWriter();
        CodecRegistry.Get<SampleConfig>().Write(writer, new SampleConfig(0.5));
        CodecReader reader = new(writer.Written);
        Assert.Equal(new SampleConfig(0.5), CodecRegistry.Get<SampleConfig>().Read(ref reader));
    }
}
