using RaySharp.Codecs;
using RaySharp.Generators.Tests.Harness;

namespace RaySharp.Generators.Tests.Codecs;

public sealed class RoundTripTests
{
    private static readonly Lazy<Loaded> _sample = new(() => Loaded.From(Shapes.Types));

    [Fact]
    public async Task Values_of_every_kind_arrive_as_they_left()
    {
        string[] texts = (await _sample.Value.RunAsync(new LoopbackRuntime())).Split('\n');
        Assert.Equal(2, texts.Length);
        Assert.Equal(texts[0], texts[1]);
        Assert.Contains("Special", texts[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_end_early_are_refused_at_every_length()
    {
        byte[] good = Invoke<byte[]>(nameof(Encode), []);
        for (int length = 0; length < good.Length; length++) Assert.IsType<CodecException>(Invoke<Exception?>(nameof(Decode), [good[..length]]));
        Assert.Null(Invoke<Exception?>(nameof(Decode), [good]));
    }

    [Fact]
    public void Changed_bytes_give_a_value_or_a_refusal_but_nothing_worse()
    {
        byte[] good = Invoke<byte[]>(nameof(Encode), []);
        Random random = new(7);
        for (int i = 0; i < 3000; i++)
        {
            byte[] bad = [.. good];
            for (int n = random.Next(1, 4); n > 0; n--) bad[random.Next(bad.Length)] = (byte)random.Next(256);
            var failure = Invoke<Exception?>(nameof(Decode), [bad]);
            // A constructor of the user's may refuse what no codec can know to be wrong.
            Assert.True(failure is null or CodecException or ArgumentOutOfRangeException, failure?.ToString());
        }
    }

    [Fact]
    public async Task A_circle_is_refused_with_words() => Assert.Contains("nested deeper", await Failure("""
        class Ring { public Ring? Next { get; set; } }
        static partial class Jobs { [RayRemote] public static void F(Ring r) { } }
        public static class Test { public static async Task<string> RunAsync(RayRuntime ray) { var r = new Ring(); r.Next = r; using var s = ray.Use(); await Jobs.Remote.F(r); return ""; } }
        """), StringComparison.Ordinal);

    [Fact]
    public async Task A_derived_object_that_nobody_declared_is_refused_with_words() => Assert.Equal(
        "A 'B' was given where 'A' is declared, and its own part would be lost. Name it in [RaySerializable(Derived = [...])] of 'A', or seal that class.", await Failure("""
        record A(int X); record B(int X, int Y) : A(X);
        static partial class Jobs { [RayRemote] public static void F(A a) { } }
        public static class Test { public static async Task<string> RunAsync(RayRuntime ray) { using var s = ray.Use(); await Jobs.Remote.F(new B(1, 2)); return ""; } }
        """));

    [Fact]
    public async Task A_derived_object_outside_of_the_closed_set_is_refused_with_words() => Assert.Equal(
        "A 'C' was given where 'IA' is declared. Add it to [RaySerializable(Derived = [...])] of 'IA'.", await Failure("""
        [RaySerializable(Derived = [typeof(B)])] interface IA; record B : IA; record C : IA;
        static partial class Jobs { [RayRemote] public static void F(IA a) { } }
        public static class Test { public static async Task<string> RunAsync(RayRuntime ray) { using var s = ray.Use(); await Jobs.Remote.F(new C()); return ""; } }
        """));

    private static async Task<string> Failure(string source) =>
        (await Assert.ThrowsAsync<CodecException>(() => Loaded.From(source).RunAsync(new LoopbackRuntime()))).Message;

    private static T Invoke<T>(string method, object[] arguments) =>
        (T)typeof(RoundTripTests).GetMethod(method, System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(_sample.Value.Type("All")).Invoke(null, arguments)!;

    private static byte[] Encode<T>()
    {
        var value = _sample.Value.Type("Test").GetMethod("Value", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!.Invoke(null, null);
        CodecWriter writer = new();
        CodecRegistry.Get<T>().Write(writer, (T)value!);
        return writer.Written.ToArray();
    }

    private static Exception? Decode<T>(byte[] bytes)
    {
        CodecReader reader = new(bytes);
        try
        {
            CodecRegistry.Get<T>().Read(ref reader);
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }
}
