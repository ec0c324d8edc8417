using CsCheck;
using RaySharp.Codecs;
using RaySharp.Messages;
using RaySharp.Placement;
using RaySharp.Scheduling;
using RaySharp.Tests.Codecs;
using RaySharp.Tests.Placement;

namespace RaySharp.Tests.Messages;

/// <summary>What processes tell each other, as bytes: what was said comes back, and what is damaged is refused, at a bounded cost.</summary>
public sealed class MessageTests
{
    private const int Iterations = 300, BaseBytes = 64 * 1024, BytesPerByte = 64;

    /// <summary>Frames with forms of their own: they have their own tests.</summary>
    private static readonly MessageKind[] _hot = [MessageKind.TaskPush, MessageKind.TaskDone, MessageKind.StreamItem, MessageKind.ActorCall, MessageKind.CallDone, MessageKind.CallItem, MessageKind.ObjectValue];

    public static TheoryData<string> Names => [.. MessageForm.All.Keys];

    [Fact]
    public void Every_kind_has_one_message_or_a_form_of_its_own() =>
        Assert.Equal(Enum.GetValues<MessageKind>().Except([MessageKind.None]), MessageForm.All.Values.Select(static form => form.Kind).Concat(_hot).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void A_message_comes_back_as_it_was_sent(string name)
    {
        var form = MessageForm.All[name];
        Gen.Int.Sample(seed =>
        {
            byte[] frame = form.Sample(seed);
            Assert.Equal((byte)form.Kind, frame[0]);
            Assert.Equal(frame, form.Read(frame.AsSpan(1))());
        }, iter: Iterations, threads: 1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Whatever_arrives_as_a_message_is_read_or_refused_at_a_bounded_cost(string name)
    {
        var form = MessageForm.All[name];
        Gen.Byte.Array[0, 200].Sample(bytes => ReadHostile(form, bytes), iter: Iterations, threads: 1);
        Gen.Select(Gen.Int, Mutation.Gen.Array[1, 4]).Sample((seed, mutations) => ReadHostile(form, mutations.Aggregate(form.Sample(seed)[1..], static (bytes, mutation) => mutation.Apply(bytes))), iter: Iterations, threads: 1);
        Gen.Select(Gen.Int, Gen.Double.Unit).Sample((seed, part) =>
        {
            byte[] whole = form.Sample(seed)[1..];
            ReadHostile(form, whole[..(int)(whole.Length * part)]);
        }, iter: Iterations, threads: 1);
    }

    /// <summary>The head sends reports on to all nodes: one that cannot be must end at the head, with the link of its sender.</summary>
    [Fact]
    public void A_report_that_cannot_be_is_refused()
    {
        var cpu = ResourceSet.Of(1);
        NodeReport good = new(2, cpu, cpu, []) { Number = 1 };
        Refused(good with { Number = 0 });
        Refused(good with { Demand = [new Demand(cpu, 0)] });
        Refused(good with { Demand = [new Demand(cpu, -1)] });
        Refused(good with { Demand = [.. Enumerable.Range(1, Demand.MostShapes + 1).Select(static cpus => new Demand(ResourceSet.Of(cpus), 1))] });
        byte[] twice = new ResourceReport(good with { Total = ResourceSet.Of(custom: new Dictionary<string, double> { ["a"] = 1, ["b"] = 1 }) }).ToFrame();
        twice[Array.LastIndexOf(twice, (byte)'b')] = (byte)'a';
        Assert.Contains("'a' was named twice", Assert.Throws<CodecException>(() => MessageForm.All[nameof(ResourceReport)].Read(twice.AsSpan(1))).Message);

        static void Refused(NodeReport report)
        {
            byte[] frame = new ResourceReport(report).ToFrame();
            Assert.Throws<CodecException>(() => MessageForm.All[nameof(ResourceReport)].Read(frame.AsSpan(1)));
        }
    }

    /// <summary>Reports that could be read are looked at by every node, whatever their amounts are.</summary>
    [Fact]
    public void Whatever_was_read_of_nodes_can_be_looked_at_and_placed_by() =>
        Gen.Select(Gen.Int, Mutation.Gen.Array[1, 4]).Sample((seed, mutations) =>
        {
            byte[] bytes = mutations.Aggregate(MessageForm.All[nameof(ClusterViewUpdate)].Sample(seed)[1..], static (bytes, mutation) => mutation.Apply(bytes));
            try
            {
                CodecReader reader = new(bytes);
                Look(ClusterViewUpdate.Read(ref reader));
            }
            catch (CodecException)
            {
                // Refused.
            }
        }, iter: 20 * Iterations, threads: 1);

    private static void Look(ClusterViewUpdate news)
    {
        RecordingRouter effects = new();
        effects.View.Update(news.Changed, news.Gone);
        foreach (var node in effects.View.Look())
        {
            Assert.True(node.Queued.Cpus >= 0 && node.Queued.Gpus >= 0 && node.Queued.Memory >= 0, $"{node.Queued}");
            Assert.False(double.IsNaN(node.Score()));
        }
        effects.Ask(1, RecordingRouter.Cpus(1));
        effects.Ask(2, RecordingRouter.Cpus(0, SchedulingStrategy.Spread));
        for (uint other = 100; other < 103; other++) effects.News(RecordingRouter.Says(other, 1, 0));
    }

    private static void ReadHostile(MessageForm form, byte[] bytes)
    {
        if (Allocated(form, bytes) <= Limit(bytes)) return;
        long again = Allocated(form, bytes);      // what the runtime itself allocates at the first time does not count
        Assert.True(again <= Limit(bytes), $"{form.Kind}: {again:N0} bytes were allocated for {bytes.Length:N0}: {Convert.ToHexString(bytes)}");
    }

    private static long Limit(byte[] bytes) => BaseBytes + (BytesPerByte * (long)bytes.Length);

    private static long Allocated(MessageForm form, byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Func<byte[]>? read = null;
        try
        {
            read = form.Read(bytes);
        }
        catch (CodecException)
        {
            // Refused.
        }
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        read?.Invoke();
        return allocated;
    }
}
