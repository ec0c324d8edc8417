using Apache.Arrow;
using Apache.Arrow.Types;
using BenchmarkDotNet.Attributes;
using RaySharp.Codecs;
using Names = RaySharp.Codecs.ListCodec<string, RaySharp.Codecs.StringCodec>;
using Table = RaySharp.Codecs.DictionaryCodec<string, RaySharp.Codecs.StringCodec, long, RaySharp.Codecs.RawCodec<long>>;
using TextCodec = RaySharp.Codecs.StringCodec;

namespace RaySharp.Benchmarks;

/// <summary>Writing and reading single values through the codecs, with what they allocate.</summary>
[MemoryDiagnoser]
public class CodecBenchmarks
{
    private const int Items = 1000;
    private const int BatchBytes = 1 << 20;

    private readonly CodecWriter _writer = new();
    private readonly int[] _ints = [.. Enumerable.Range(0, Items)];
    private readonly List<string> _names = [.. Enumerable.Range(0, Items).Select(i => $"a name with the number {i}")];
    private readonly Dictionary<string, long> _table = Enumerable.Range(0, Items).ToDictionary(i => $"key {i}", i => (long)i);
    private readonly Order _order = new(4711, "a customer's name", 12.5, [new("bolt", 100), new("nut", 100), new("washer", 200)]);
    private RecordBatch _batch = null!;
    private byte[] _int = [], _text = [], _orderBytes = [], _intsBytes = [], _namesBytes = [], _tableBytes = [], _batchBytes = [];

    [GlobalSetup]
    public void Encode()
    {
        var column = new DoubleArray(new ArrowBuffer(new byte[BatchBytes]), ArrowBuffer.Empty, BatchBytes / sizeof(double), 0, 0);
        _batch = new RecordBatch(new Schema([new Field("x", DoubleType.Default, false)], null), [column], column.Length);
        _int = Bytes(WriteInt);
        _text = Bytes(WriteString);
        _orderBytes = Bytes(WriteRecord);
        _intsBytes = Bytes(WriteInts);
        _namesBytes = Bytes(WriteStrings);
        _tableBytes = Bytes(WriteDictionary);
        _batchBytes = Bytes(WriteBatch);
    }

    [Benchmark]
    public int WriteInt() => Write<int, RawCodec<int>>(42);

    [Benchmark]
    public int WriteString() => Write<string, TextCodec>("a string of 32 characters, ASCII");

    [Benchmark]
    public int WriteRecord() => Write<Order, OrderCodec>(_order);

    [Benchmark]
    public int WriteInts() => Write<int[], RawArrayCodec<int>>(_ints);

    [Benchmark]
    public int WriteStrings() => Write<List<string>, Names>(_names);

    [Benchmark]
    public int WriteDictionary() => Write<Dictionary<string, long>, Table>(_table);

    [Benchmark]
    public int WriteBatch() => Write<RecordBatch, RecordBatchCodec>(_batch);

    [Benchmark]
    public int ReadInt() => Read<int, RawCodec<int>>(_int);

    [Benchmark]
    public string ReadString() => Read<string, TextCodec>(_text);

    [Benchmark]
    public Order ReadRecord() => Read<Order, OrderCodec>(_orderBytes);

    [Benchmark]
    public int[] ReadInts() => Read<int[], RawArrayCodec<int>>(_intsBytes);

    [Benchmark]
    public List<string> ReadStrings() => Read<List<string>, Names>(_namesBytes);

    [Benchmark]
    public Dictionary<string, long> ReadDictionary() => Read<Dictionary<string, long>, Table>(_tableBytes);

    [Benchmark]
    public RecordBatch ReadBatch() => Read<RecordBatch, RecordBatchCodec>(_batchBytes);

    private byte[] Bytes(Func<int> write)
    {
        write();
        return _writer.Written.ToArray();
    }

    private int Write<T, TCodec>(T value) where TCodec : struct, ICodec<T>
    {
        _writer.Clear();
        TCodec.Write(_writer, value);
        return _writer.Length;
    }

    private static T Read<T, TCodec>(byte[] bytes) where TCodec : struct, ICodec<T>
    {
        var reader = new CodecReader(bytes);
        return TCodec.Read(ref reader);
    }
}
