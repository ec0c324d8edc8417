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
    protected abstract Action? ReadAny(ReadOnlyMemory<byte> bytes, bool keep);

    private void ReadHostile(byte[] bytes)
    {
        ReadHostile(bytes, keep: false);
        ReadHostile(Bytes.Shared(bytes), keep: true);
    }

    private void ReadHostile(ReadOnlyMemory<byte> bytes, bool keep)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var use = ReadAny(bytes, keep);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        long limit = BaseBytes + (long)BytesPerByte * bytes.Length;
        use?.Invoke();
        if (allocated <= limit) return;
        before = GC.GetAllocatedBytesForCurrentThread();
        ReadAny(bytes, keep); // What the runtime itself allocates at the first time does not count.
        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= limit, $"{Name}: {allocated:N0} bytes allocated for {bytes.Length:N0}: {Convert.ToHexString(bytes.Span)}");
    }

    public override string ToString() => Name;

    protected static int Rounds => Iterations;
}

public sealed class CodecCase<T, TCodec>(string name, Gen<T> values, Func<T, T, bool> equal, int bytesPerByte, Action<T>? use = null)
    : CodecCase(name) where TCodec : struct, ICodec<T>
{
    public override Type Codec => typeof(TCodec).IsGenericType ? typeof(TCodec).GetGenericTypeDefinition() : typeof(TCodec);

    protected override int BytesPerByte => bytesPerByte;

    protected override Gen<byte[]> Encoded =>
        Gen.Select(values, Gen.Bool).Select((value, gather) => gather ? Bytes.Gathered<T, TCodec>(value) : Bytes.Of<T, TCodec>(value));

    public override void RoundTrips() => values.Sample(
        value =>
        {
            byte[] bytes = Bytes.Of<T, TCodec>(value);
            Assert.True(bytes.Length >= TCodec.MinBytes, $"{Name}: {bytes.Length} bytes, though MinBytes is {TCodec.MinBytes}");
            Assert.True(equal(value, Bytes.Read<T, TCodec>(bytes)), $"{Name}: another value came back");
            byte[] gathered = Bytes.Gathered<T, TCodec>(value);
            Assert.True(equal(value, Bytes.Read<T, TCodec>(gathered)), $"{Name}: another value came back from a gathering writer");
            foreach (byte[] form in new[] { bytes, gathered })
                Assert.True(equal(value, Bytes.ReadShared<T, TCodec>(Bytes.Shared(form), out _)), $"{Name}: another value came back from memory");
        },
        iter: Rounds);

    protected override Action? ReadAny(ReadOnlyMemory<byte> bytes, bool keep)
    {
        try
        {
            var reader = keep ? CodecReader.OverMemory(bytes) : new CodecReader(bytes.Span);
            var value = TCodec.Read(ref reader);
            return use is null ? null : () => use(value);
        }
        catch (CodecException)
        {
            return null;
        }
    }
}
