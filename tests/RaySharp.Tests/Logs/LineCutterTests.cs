using System.Text;
using RaySharp.Logs;

namespace RaySharp.Tests.Logs;

public sealed class LineCutterTests
{
    [Fact]
    public void Lines_are_the_same_however_their_bytes_come()
    {
        byte[] text = Encoding.UTF8.GetBytes("one\r\ntwo ü\n\nfour");
        for (int size = 1; size <= text.Length; size++)
        {
            LineCutter cutter = new();
            List<string> lines = [.. text.Chunk(size).SelectMany(piece => cutter.Add(piece))];
            Assert.Equal(["one", "two ü", ""], lines);
            Assert.Equal("four", cutter.End());
            Assert.Null(cutter.End());
        }
    }

    [Fact]
    public void Bytes_without_end_are_cut()
    {
        LineCutter cutter = new();
        Assert.Equal([LineCutter.LongestLine, LineCutter.LongestLine], cutter.Add(new byte[2 * LineCutter.LongestLine + 3]).Select(static line => line.Length));
        Assert.Equal(3, cutter.End()!.Length);
    }
}
