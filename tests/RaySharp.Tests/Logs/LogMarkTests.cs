using System.Text;
using RaySharp.Logs;

namespace RaySharp.Tests.Logs;

public sealed class LogMarkTests
{
    [Theory]
    [InlineData("Jobs.Count", "text")]
    [InlineData("", "text")]
    [InlineData("a (strange) name) ", "(text) ")]
    [InlineData("Jobs.Count", "")]
    [InlineData("", "")]
    [InlineData("", "(no) name")]
    public void What_is_marked_is_read_again(string source, string line)
    {
        StringBuilder text = new();
        LogMark.Append(text, source, line);
        Assert.EndsWith("\n", text.ToString());
        Assert.Equal((source, line), LogMark.Read(text.ToString()[..^1]));
    }

    [Fact]
    public void Other_lines_stay_as_they_are()
    {
        Assert.Equal(("", "(Jobs.Count) native"), LogMark.Read("(Jobs.Count) native"));
        Assert.Equal(("", ""), LogMark.Read(""));
    }

    [Theory]
    [InlineData("worker-2.5-8123.out", "2.5 8123", false)]
    [InlineData("worker-2.5-8123.err.1", "2.5 8123", true)]
    [InlineData("node.err", "", true)]
    [InlineData("node.out.2", "", false)]
    public void A_name_tells_whose_file_it_is(string name, string writer, bool isError)
    {
        Assert.Equal(writer, LogFiles.WorkerOf(name) is var (worker, pid) ? $"{worker} {pid}" : "");
        Assert.Equal(isError, LogFiles.IsError(name));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("worker-2.5-8123.txt")]
    [InlineData("")]
    public void What_is_no_log_file_has_no_such_name(string name) => Assert.Null(LogFiles.BaseOf(name));
}
