using RaySharp.Codecs;
using RaySharp.Logs;
using RaySharp.Messages;

namespace RaySharp.Tests.Logs;

public sealed class LogSenderTests
{
    private readonly List<byte[]> _sent = [];

    [Fact]
    public void What_comes_before_the_link_is_sent_when_it_is_there()
    {
        LogSender sender = new();
        sender.Send(Line("a"));
        Assert.False(sender.IsOpen);
        sender.Open(_sent.Add);
        sender.Send(Line("b"));
        Assert.Equal(["a", "b"], Texts());
    }

    [Fact]
    public void A_window_of_unacknowledged_bytes_is_not_exceeded()
    {
        LogSender sender = new(window: 1);
        sender.Open(_sent.Add);
        foreach (string text in new[] { "a", "b", "c" }) sender.Send(Line(text));
        Assert.Equal(["a"], Texts());
        sender.Taken(_sent[0].Length);
        Assert.Equal(["a", "b"], Texts());
        sender.Taken(_sent[1].Length);
        Assert.Equal(["a", "b", "c"], Texts());
    }

    [Fact]
    public void What_does_not_fit_is_dropped_with_a_note_that_counts_it()
    {
        LogSender sender = new(window: 1, keptLimit: 1);
        sender.Open(_sent.Add);
        foreach (string text in new[] { "sent", "kept", "lost 1", "lost 2" }) sender.Send(Line(text));
        sender.Send(new LogLines("", false, ["lost 3", "lost 4"]), lines: 2);
        for (int i = 0; i < 3; i++) sender.Taken(_sent[i].Length);
        sender.Send(Line("later"));
        Assert.Equal(["sent", "kept", "RaySharp: dropped here: 4 lines. This process prints faster than the driver can show.", "later"], Texts());
    }

    [Fact]
    public void A_flush_sends_all_and_ends_when_all_is_printed()
    {
        LogSender sender = new(window: 1);
        sender.Open(_sent.Add);
        sender.Send(Line("a"));
        sender.Send(Line("b"));
        var flushed = sender.FlushAsync();
        Assert.Equal(["a", "b"], Texts());
        sender.Taken(_sent[0].Length);
        Assert.False(flushed.IsCompleted);
        sender.Taken(_sent[1].Length);
        Assert.True(flushed.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_flush_without_a_link_ends_at_once() => Assert.True(new LogSender().FlushAsync().IsCompletedSuccessfully);

    private static LogLines Line(string text) => new("", false, [text]);

    private string[] Texts() => [.. _sent.SelectMany(frame =>
    {
        CodecReader reader = new(frame.AsSpan(1));
        return LogLines.Read(ref reader).Lines;
    })];
}
