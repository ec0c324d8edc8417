using RaySharp.Codecs;
using RaySharp.Logs;
using RaySharp.Messages;
using RaySharp.References;

namespace RaySharp.Tests.Logs;

public sealed class TaskConsoleTests : IDisposable
{
    private readonly List<LogLines> _sent = [];
    private readonly StringWriter _outPipe = new(), _errorPipe = new();
    private readonly LogSender _sender = new();
    private readonly TaskConsole _out, _error;

    public TaskConsoleTests()
    {
        var route = new LineRoute(_sender, _outPipe, _errorPipe);
        _out = new TaskConsole(_outPipe, isError: false, route);
        _error = new TaskConsole(_errorPipe, isError: true, route);
    }

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void Before_the_link_is_up_text_goes_to_the_pipe()
    {
        _out.WriteLine("early");
        Assert.Equal("early\n", _outPipe.ToString());
        Open();
        _out.WriteLine("late");
        Assert.Equal(["out : late"], Texts());
        Assert.Equal($"early\n{LogMark.Begin}late\n", _outPipe.ToString());
    }

    [Fact]
    public void Pieces_become_whole_lines_of_the_task_that_writes_them()
    {
        Open();
        NamedScope count = new("Jobs.Count"), sum = new("Jobs.Sum");
        In(count, () => _out.Write("1 "));
        In(sum, () => _out.Write('x'));
        In(count, () => _out.Write("2\r\n3\n4"));
        In(sum, () => _out.WriteLine($"{1}{2}"));
        In(count, () => _out.WriteLine());
        Assert.Equal(["out Jobs.Count: 1 2|3", "out Jobs.Sum: x12", "out Jobs.Count: 4"], Texts());
    }

    [Fact]
    public void A_tasks_end_ends_its_last_line()
    {
        Open();
        NamedScope task = new("Jobs.Count");
        In(task, () => _out.Write("no end"));
        task.Output!.TaskEnded();
        task.Output!.TaskEnded();
        Assert.Equal(["out Jobs.Count: no end"], Texts());
    }

    [Fact]
    public void Lines_stand_in_the_log_file_too_and_are_marked_there()
    {
        Open();
        In(new NamedScope("Jobs.Count"), () =>
        {
            _out.WriteLine("fine");
            _error.WriteLine("bad");
        });
        Assert.Equal(["out Jobs.Count: fine", "error Jobs.Count: bad"], Texts());
        Assert.Equal($"{LogMark.Begin}(Jobs.Count){LogMark.AfterSource} fine\n", _outPipe.ToString());
        Assert.Equal($"{LogMark.Begin}(Jobs.Count){LogMark.AfterSource} bad\n", _errorPipe.ToString());
    }

    [Fact]
    public void Where_the_driver_shows_nothing_lines_stand_in_the_log_file()
    {
        var route = new LineRoute(null, _outPipe, _errorPipe);
        using var console = new TaskConsole(_outPipe, isError: false, route);
        In(new NamedScope("Jobs.Count"), () => console.WriteLine("fine"));
        Assert.Equal(("Jobs.Count", "fine"), LogMark.Read(_outPipe.ToString().TrimEnd()));
    }

    [Fact]
    public void A_text_without_end_is_cut()
    {
        Open();
        _out.Write(new string('a', TaskOutput.LongestLine * 2 + 5));
        Assert.Equal(TaskOutput.LongestLine, Assert.Single(_sent.SelectMany(lines => lines.Lines).Distinct()).Length);
        Assert.Equal(2, _sent.Sum(lines => lines.Lines.Length));
    }

    private static void In(NamedScope scope, Action write)
    {
        WaitScope.Current = scope;
        write();
        WaitScope.Current = null;
    }

    private void Open() => _sender.Open(frame =>
    {
        CodecReader reader = new(frame.AsSpan(1));
        _sent.Add(LogLines.Read(ref reader));
    });

    private string[] Texts() => [.. _sent.Select(lines => $"{(lines.IsError ? "error" : "out")} {lines.Source}: {string.Join('|', lines.Lines)}")];

    private sealed class NamedScope(string name) : WaitScope, IContextSource
    {
        private ITaskOutput? _output;

        public RayContext Context => throw new NotSupportedException();

        public string Name => name;

        public ref ITaskOutput? Output => ref _output;

        public override void BeginWait() { }

        public override void EndWait(IThreadPoolWorkItem continuation) { }
    }
}
