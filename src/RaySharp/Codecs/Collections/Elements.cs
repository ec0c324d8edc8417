#nullable disable annotations // Elements may be null where their type allows it.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RaySharp.Codecs;

/// <summary>The one form of all collections: the count (null told apart), then the elements one after another.</summary>
internal static class Elements<T, TCodec> where TCodec : struct, ICodec<T>
{
    public static void Write(CodecWriter writer, ReadOnlySpan<T> items)
    {
        Begin(writer, items.Length);
        foreach (var item in items) WriteOne(writer, item);
        writer.Leave();
    }

    /// <summary>Any sequence; a lazy one is run to its end first, for its count.</summary>
    public static void WriteSequence(CodecWriter writer, IEnumerable<T> items)
    {
        switch (items)
        {
            case null: writer.WriteCount(-1); break;
            case T[] array: Write(writer, array); break;
            case List<T> list: Write(writer, CollectionsMarshal.AsSpan(list)); break;
            default: Write(writer, items.ToArray()); break;
        }
    }

    /// <summary>One that has its count, in its own order.</summary>
    public static void WriteCollection(CodecWriter writer, IReadOnlyCollection<T> items)
    {
        if (items is null)
        {
            writer.WriteCount(-1);
            return;
        }
        Begin(writer, items.Count);
        foreach (var item in items) WriteOne(writer, item);
        writer.Leave();
    }

    public static void Begin(CodecWriter writer, int count)
    {
        writer.Enter();
        writer.WriteCount(count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteOne(CodecWriter writer, T item)
    {
        int before = writer.Length;
        TCodec.Write(writer, item);
        if (TCodec.MinBytes == 0 && writer.Length == before) writer.CountFreeElement();
    }

    /// <summary>The count of a collection, entered unless it is null (-1).</summary>
    public static int Begin(ref CodecReader reader)
    {
        int count = reader.ReadCount(TCodec.MinBytes);
        if (count >= 0) reader.Enter();
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T ReadOne(ref CodecReader reader)
    {
        int before = reader.Remaining;
        var item = TCodec.Read(ref reader);
        if (TCodec.MinBytes == 0 && reader.Remaining == before) reader.CountFreeElement();
        return item;
    }

    public static T[] ReadArray(ref CodecReader reader)
    {
        int count = Begin(ref reader);
        if (count < 0) return null;
        var items = count == 0 ? [] : new T[reader.Afford(count, Unsafe.SizeOf<T>())];
        for (int i = 0; i < count; i++)
        {
            if (i == items.Length) Array.Resize(ref items, (int)Math.Min(count, 2L * i));
            items[i] = ReadOne(ref reader);
        }
        reader.Leave();
        return items;
    }

    public static T[] ReadArrayNotNull(ref CodecReader reader) =>
        ReadArray(ref reader) ?? throw CollectionFaults.Null<T>();
}
