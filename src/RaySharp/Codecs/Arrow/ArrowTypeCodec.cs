using Apache.Arrow;
using Apache.Arrow.Types;

namespace RaySharp.Codecs;

/// <summary>An Arrow type: one byte for its id, then its parameters.</summary>
internal struct ArrowTypeCodec : ICodec<IArrowType>
{
    public static int MinBytes => 1;

    public static void Write(CodecWriter writer, IArrowType value)
    {
        if (ArrowLayout.Of(value).Kind == ArrowLayoutKind.Unknown)
            throw new CodecException($"The Arrow type '{value.Name}' cannot be sent. Convert the column to a plain type before.");
        writer.Enter();
        writer.WriteRaw((byte)value.TypeId);
        WriteParameters(writer, value);
        writer.Leave();
    }

    public static IArrowType Read(ref CodecReader reader)
    {
        reader.Enter();
        var id = (ArrowTypeId)reader.ReadRaw<byte>();
        try
        {
            var type = ReadParameters(id, ref reader);
            reader.Leave();
            return type;
        }
        catch (Exception refused) when (refused is ArgumentException or InvalidOperationException or NotSupportedException)
        {
            throw new CodecException($"Arrow refuses the parameters of a type '{id}': the bytes are damaged.", refused);
        }
    }

    private static void WriteParameters(CodecWriter writer, IArrowType value)
    {
        switch (value)
        {
            case TimestampType timestamp:
                writer.WriteRaw((byte)timestamp.Unit);
                StringCodec.Write(writer, timestamp.Timezone);
                break;
            case TimeBasedType time: writer.WriteRaw((byte)time.Unit); break;
            case IntervalType interval: writer.WriteRaw((byte)interval.Unit); break;
            case Decimal32Type number: WritePair(writer, number.Precision, number.Scale); break;
            case Decimal64Type number: WritePair(writer, number.Precision, number.Scale); break;
            case Decimal128Type number: WritePair(writer, number.Precision, number.Scale); break;
            case Decimal256Type number: WritePair(writer, number.Precision, number.Scale); break;
            case FixedSizeBinaryType binary: writer.WriteRaw(binary.ByteWidth); break;
            case FixedSizeListType list:
                writer.WriteRaw(list.ListSize);
                FieldCodec.Write(writer, list.ValueField);
                break;
            case MapType map:
                BooleanCodec.Write(writer, map.KeySorted);
                FieldCodec.Write(writer, map.Fields[0]);
                break;
            case StructType record: ReadOnlyListCodec<Field, FieldCodec>.Write(writer, record.Fields); break;
            case NestedType list: FieldCodec.Write(writer, list.Fields[0]); break;
            case DictionaryType dictionary:
                Write(writer, dictionary.IndexType);
                Write(writer, dictionary.ValueType);
                BooleanCodec.Write(writer, dictionary.Ordered);
                break;
        }
    }

    private static IArrowType ReadParameters(ArrowTypeId id, ref CodecReader reader) => id switch
    {
        ArrowTypeId.Timestamp => new TimestampType(ReadUnit(ref reader), StringCodec.Read(ref reader)),
        ArrowTypeId.Time32 => new Time32Type(ReadUnit(ref reader)),
        ArrowTypeId.Time64 => new Time64Type(ReadUnit(ref reader)),
        ArrowTypeId.Duration => DurationType.FromTimeUnit(ReadUnit(ref reader)),
        ArrowTypeId.Interval => IntervalType.FromIntervalUnit((IntervalUnit)ReadUpTo(ref reader, (byte)IntervalUnit.MonthDayNanosecond)),
        ArrowTypeId.Decimal32 => new Decimal32Type(reader.ReadRaw<int>(), reader.ReadRaw<int>()),
        ArrowTypeId.Decimal64 => new Decimal64Type(reader.ReadRaw<int>(), reader.ReadRaw<int>()),
        ArrowTypeId.Decimal128 => new Decimal128Type(reader.ReadRaw<int>(), reader.ReadRaw<int>()),
        ArrowTypeId.Decimal256 => new Decimal256Type(reader.ReadRaw<int>(), reader.ReadRaw<int>()),
        ArrowTypeId.FixedSizedBinary => new FixedSizeBinaryType(reader.ReadRaw<int>()),
        ArrowTypeId.FixedSizeList => ReadFixedSizeList(ref reader),
        ArrowTypeId.Map => ReadMap(ref reader),
        ArrowTypeId.Struct => new StructType(ArrayCodec<Field, FieldCodec>.Read(ref reader) ?? throw Damaged("A struct without fields")),
        ArrowTypeId.List => new ListType(FieldCodec.Read(ref reader)),
        ArrowTypeId.LargeList => new LargeListType(FieldCodec.Read(ref reader)),
        ArrowTypeId.Dictionary => ReadDictionary(ref reader),
        _ => ArrowPlainTypes.Find(id) ?? throw Damaged($"The Arrow type {(byte)id}"),
    };

    private static FixedSizeListType ReadFixedSizeList(ref CodecReader reader)
    {
        int size = reader.ReadRaw<int>();
        return size > 0 ? new FixedSizeListType(FieldCodec.Read(ref reader), size) : throw Damaged($"A list of the fixed size {size}");
    }

    private static MapType ReadMap(ref CodecReader reader)
    {
        bool sorted = BooleanCodec.Read(ref reader);
        var pair = FieldCodec.Read(ref reader);
        return pair.DataType is StructType { Fields.Count: 2 }
            ? new MapType(pair, sorted)
            : throw Damaged($"A map of '{pair.DataType.Name}'");
    }

    private static DictionaryType ReadDictionary(ref CodecReader reader)
    {
        var index = Read(ref reader);
        if (index is not IntegerType) throw Damaged($"A dictionary with an index of '{index.Name}'");
        var value = Read(ref reader);
        return new DictionaryType(index, value, BooleanCodec.Read(ref reader));
    }

    private static TimeUnit ReadUnit(ref CodecReader reader) => (TimeUnit)ReadUpTo(ref reader, (byte)TimeUnit.Nanosecond);

    private static byte ReadUpTo(ref CodecReader reader, byte most)
    {
        byte value = reader.ReadRaw<byte>();
        return value <= most ? value : throw Damaged($"A unit of time {value}");
    }

    private static void WritePair(CodecWriter writer, int first, int second)
    {
        writer.WriteRaw(first);
        writer.WriteRaw(second);
    }

    private static CodecException Damaged(string what) => new($"{what} is none of Arrow's that can be sent: the bytes are damaged.");
}
