using RaySharp.Codecs;
using LinesCodec = RaySharp.Codecs.ListCodec<RaySharp.Benchmarks.OrderLine, RaySharp.Benchmarks.OrderLineCodec>;

namespace RaySharp.Benchmarks;

/// <summary>A record as users send them.</summary>
public sealed record Order(long Id, string Customer, double Discount, List<OrderLine> Lines);

/// <summary>Part of an <see cref="Order"/>.</summary>
public readonly record struct OrderLine(string Article, int Count);

/// <summary>What the generator writes for <see cref="Order"/>, written by hand.</summary>
public struct OrderCodec : ICodec<Order>
{
    public static int MinBytes => 1;

    public static void Write(CodecWriter writer, Order value)
    {
        writer.Enter();
        RawCodec<long>.Write(writer, value.Id);
        StringCodec.Write(writer, value.Customer);
        RawCodec<double>.Write(writer, value.Discount);
        LinesCodec.Write(writer, value.Lines);
        writer.Leave();
    }

    public static Order Read(ref CodecReader reader)
    {
        reader.Enter();
        var order = new Order(
            RawCodec<long>.Read(ref reader), StringCodec.Read(ref reader), RawCodec<double>.Read(ref reader), LinesCodec.Read(ref reader));
        reader.Leave();
        return order;
    }
}

/// <summary>What the generator writes for <see cref="OrderLine"/>, written by hand.</summary>
public struct OrderLineCodec : ICodec<OrderLine>
{
    public static int MinBytes => StringCodec.MinBytes + RawCodec<int>.MinBytes;

    public static void Write(CodecWriter writer, OrderLine value)
    {
        StringCodec.Write(writer, value.Article);
        RawCodec<int>.Write(writer, value.Count);
    }

    public static OrderLine Read(ref CodecReader reader) => new(StringCodec.Read(ref reader), RawCodec<int>.Read(ref reader));
}
