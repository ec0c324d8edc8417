using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using RaySharp.Codecs;
using SetCodec = RaySharp.Codecs.HashSetCodec<string, RaySharp.Codecs.StringCodec>;
using SortedCodec = RaySharp.Codecs.SortedSetCodec<string, RaySharp.Codecs.StringCodec>;
using TableCodec = RaySharp.Codecs.DictionaryCodec<string, RaySharp.Codecs.StringCodec, int, RaySharp.Codecs.RawCodec<int>>;
using TableInterfaceCodec = RaySharp.Codecs.IDictionaryCodec<string, RaySharp.Codecs.StringCodec, int, RaySharp.Codecs.RawCodec<int>>;
using TextCodec = RaySharp.Codecs.StringCodec;

namespace RaySharp.Tests.Codecs;

/// <summary>Comparers are kept exactly, or refused.</summary>
public sealed class ComparerTests
{
    private static readonly Dictionary<string, int> _ignoringCase = new(StringComparer.OrdinalIgnoreCase) { ["A"] = 1 };

    [Fact]
    public void OrdinalIgnoreCase_is_kept()
    {
        Assert.Equal(1, Bytes.Copy<Dictionary<string, int>, TableCodec>(_ignoringCase)["a"]);
        Assert.Contains("a", Bytes.Copy<HashSet<string>, SetCodec>(new(["A"], StringComparer.OrdinalIgnoreCase)));
        Assert.Contains("a", Bytes.Copy<SortedSet<string>, SortedCodec>(new(["A"], StringComparer.OrdinalIgnoreCase)));
        Assert.Contains("a", Bytes.Copy<ImmutableHashSet<string>, ImmutableHashSetCodec<string, TextCodec>>(
            ImmutableHashSet.Create(StringComparer.OrdinalIgnoreCase, "A")));
        Assert.Equal(1, Bytes.Copy<ImmutableDictionary<string, int>, ImmutableDictionaryCodec<string, TextCodec, int, RawCodec<int>>>(
            _ignoringCase.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase))["a"]);
    }

    [Fact]
    public void OrdinalIgnoreCase_is_kept_behind_interfaces()
    {
        Assert.Equal(1, Bytes.Copy<IDictionary<string, int>, TableInterfaceCodec>(_ignoringCase)["a"]);
        Assert.Equal(1, Bytes.Copy<IDictionary<string, int>, TableInterfaceCodec>(
            new ConcurrentDictionary<string, int>(_ignoringCase, StringComparer.OrdinalIgnoreCase))["a"]);
        Assert.Equal(1, Bytes.Copy<IDictionary<string, int>, TableInterfaceCodec>(_ignoringCase.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase))["a"]);
        Assert.Contains("a", Bytes.Copy<ISet<string>, ISetCodec<string, TextCodec>>(new SortedSet<string>(["A"], StringComparer.OrdinalIgnoreCase)));
        Assert.Equal(2, Bytes.Copy<ISet<string>, ISetCodec<string, TextCodec>>(new SortedSet<string>(["A", "a"], StringComparer.Ordinal)).Count);
    }

    [Fact]
    public void Ordinal_order_is_kept()
    {
        var set = new SortedSet<string>(["b", "a", "B", "ä", "A"], StringComparer.Ordinal);
        var copy = Bytes.Copy<SortedSet<string>, SortedCodec>(set);
        Assert.Equal(set, copy);
        Assert.Equal(StringComparer.Ordinal, copy.Comparer);
    }

    [Fact]
    public void Ordinal_equals_the_default_of_hash_tables() => Assert.Equal(
        Bytes.Of<HashSet<string>, SetCodec>(["a"]), Bytes.Of<HashSet<string>, SetCodec>(new(["a"], StringComparer.Ordinal)));

    [Fact]
    public void Other_comparers_are_refused_with_the_way_out()
    {
        var refused = Assert.Throws<CodecException>(() => Bytes.Of<HashSet<string>, SetCodec>(new(StringComparer.InvariantCultureIgnoreCase)));
        Assert.Contains("Copy it into one with the default comparer", refused.Message, StringComparison.Ordinal);
        var reverse = Comparer<int>.Create((a, b) => b.CompareTo(a));
        Assert.Throws<CodecException>(() => Bytes.Of<SortedSet<int>, SortedSetCodec<int, RawCodec<int>>>(new(reverse)));
        Assert.Throws<CodecException>(() => Bytes.Of<ISet<int>, ISetCodec<int, RawCodec<int>>>(new SortedSet<int>(reverse)));
        Assert.Throws<CodecException>(() => Bytes.Of<HashSet<object>, HashSetCodec<object, NeverCodec>>(new(ReferenceEqualityComparer.Instance)));
    }

    [Fact]
    public void A_key_that_comes_twice_is_refused()
    {
        byte[] twice = [3, 2, (byte)'a', 2, (byte)'a'];
        Assert.Contains("twice", Bytes.Refuses<HashSet<string>, SetCodec>(twice).Message, StringComparison.Ordinal);
        Bytes.Refuses<SortedSet<string>, SortedCodec>(twice);
        Bytes.Refuses<ImmutableHashSet<string>, ImmutableHashSetCodec<string, TextCodec>>(twice);
        byte[] pairs = [3, 2, (byte)'a', 1, 2, (byte)'a', 1];
        Bytes.Refuses<Dictionary<string, byte>, DictionaryCodec<string, TextCodec, byte, RawCodec<byte>>>(pairs);
        Bytes.Refuses<SortedDictionary<string, byte>, SortedDictionaryCodec<string, TextCodec, byte, RawCodec<byte>>>(pairs);
        Bytes.Refuses<ImmutableDictionary<string, byte>, ImmutableDictionaryCodec<string, TextCodec, byte, RawCodec<byte>>>(pairs);
    }

    [Fact]
    public void A_null_key_is_refused()
    {
        Bytes.Refuses<Dictionary<string, byte>, DictionaryCodec<string, TextCodec, byte, RawCodec<byte>>>(2, 0, 1);
        Bytes.Refuses<ImmutableDictionary<string, byte>, ImmutableDictionaryCodec<string, TextCodec, byte, RawCodec<byte>>>(2, 0, 1);
    }

    [Fact]
    public void Keys_without_an_order_are_refused() =>
        Bytes.Refuses<SortedSet<Version[]>, SortedSetCodec<Version[], ArrayCodec<Version, VersionCodec>>>(3, 1, 1);

    [Fact]
    public void An_escape_is_refused_by_collections_that_have_none() =>
        Bytes.Refuses<List<string>, ListCodec<string, TextCodec>>(Bytes.Of<HashSet<string>, SetCodec>(new(["A"], StringComparer.OrdinalIgnoreCase)));

    private struct NeverCodec : ICodec<object>
    {
        public static void Write(CodecWriter writer, object value) => throw new NotSupportedException();

        public static object Read(ref CodecReader reader) => throw new NotSupportedException();
    }
}
