using CsCheck;
using RaySharp.Codecs;

namespace RaySharp.Tests.Codecs;

/// <summary>A codec under test with values for it. What holds for every codec is tested through it.</summary>
public abstract class CodecCase(string name)
{
    private const int Iterations = 200;
    private const int BaseBytes = 64 * 1024;
    private const int MaxRandomBytes = 200;

    public string Name { get; } = name;

    /// <summary>The codec, as an open generic type where it is one.</summary>
    public abstract Type Codec { get; }

    /// <summary>Bytes that reading may allocate per byte of input.</summary>
    protected abstract int BytesPerByte { get; }

    /// <summary>Encoded values.</summary>
    protected abstract Gen<byte[]> Encoded { get; }

    public abstract void RoundTrips();

    public void RefusesOrReadsRandomBytes() =>
        Gen.Byte.Array[0, MaxRandomBytes].Sample(ReadHostile, iter: Iterations, threads: 1);

    public void RefusesOrReadsMutatedBytes() =>
        Gen.Select(Encoded, Mutation.Gen.Array[1, 4]).Select((bytes, mutations) => mutations.Aggregate(bytes, (b, m) => m.Apply(b)))
            .Sample(ReadHostile, iter: Iterations, threads: 1);

    public void RefusesTruncatedBytesOrReadsThem() =>
        Gen.Select(Encoded, Gen.Double.Unit).Sample((bytes, part) => ReadHostile(bytes[..(int)(bytes.Length * part)]), iter: Iterations, threads: 1);

    /// <summary>Reads the bytes; only a CodecException may come of it.</summary>
    /// <returns>Uses the value, if there is one.</returns>
    protected abstract Action? ReadAny(byte[] bytes);

    private void ReadHostile(byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var use = ReadAny(bytes);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        long limit = BaseBytes + (long)BytesPerByte * bytes.Length;
        use?.Invoke();
        if (allocated <= limit) return;
        before = GC.GetAllocatedBytesForCurrentThread();
        ReadAny(bytes); // What the runtime itself allocates at the first time does not count.
        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= limit, $"{Name}: {allocated:N0} bytes allocated for {bytes.Length:N0}: {Convert.ToHexString(bytes)}");
    }

    public override string ToString() => Name;

    protected static int Rounds => Iterations;
}

public sealed class CodecCase<T, TCodec>(string name, Gen<T> values, Func<T, T, bool> equal, int bytesPerByte, Action<T>? use = null)
    : CodecCase(name) where TCodec : struct, ICodec<T>
{
    public override Type Codec => typeof(TCodec).IsGenericType ? typeof(TCodec).GetGenericTypeDefinition() : typeof(TCodec);

    protected override int BytesPerByte => bytesPerByte;

    protected override Gen<byte[]> Encoded => values.Select(Bytes.Of<T, TCodec>);

    public override void RoundTrips() => values.Sample(
        value =>
        {
            byte[] bytes = Bytes.Of<T, TCodec>(value);
            Assert.True(bytes.Length >= TCodec.MinBytes, $"{Name}: {bytes.Length} bytes, though MinBytes is {TCodec.MinBytes}");
            var copy = Bytes.Read<T, TCodec>(bytes);
            Assert.True(equal(value, copy), $"{Name}: another value came back");
        },
        iter: Rounds);

    protected override Action? ReadAny(byte[] bytes)
    {
        try
        {
            var reader = new CodecReader(bytes);
            var value = TCodec.Read(ref reader);
            return use is null ? null : () => use(value);
        }
        catch (CodecException)
        {
            return null;
        }
    }
}
