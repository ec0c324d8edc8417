using RaySharp.Platform;

namespace RaySharp.Hosting;

/// <summary>What holds a node that runs as a task of Spark: the executor, which is the process above it and the writer of its standard input.</summary>
/// <remarks>
/// Spark writes ids there without end. They are read slowly and thrown away: the full pipe is what keeps Spark's task alive, and a little is read so that
/// the pipe's end is seen. Of a dead executor the parent's number tells at once, the pipe after seconds.
/// </remarks>
internal sealed class SparkLeash : IDisposable
{
    private const int BytesAtATime = 8192;
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(250);
    private readonly int _parent = Libc.ParentId();
    private readonly ManualResetEventSlim _isOver = new(false);
    private readonly ITimer _watch;
    private readonly Action<string> _broken;

    private SparkLeash(Action<string> broken)
    {
        _broken = broken;
        _watch = TimeProvider.System.CreateTimer(_ =>
        {
            if (Libc.ParentId() != _parent) _broken($"the executor (process {_parent}) is gone");
        }, null, _interval, _interval);
    }

    /// <param name="input">Standard input.</param>
    /// <param name="broken">Called when the executor is gone, perhaps several times.</param>
    public static SparkLeash Watch(Stream input, Action<string> broken)
    {
        var leash = new SparkLeash(broken);
        new Thread(() => leash.Read(input)) { IsBackground = true, Name = "ray-leash" }.Start();
        return leash;
    }

    public void Dispose()
    {
        _isOver.Set();
        _watch.Dispose();
    }

    private void Read(Stream input)
    {
        byte[] thrownAway = new byte[BytesAtATime];
        try
        {
            while (input.Read(thrownAway) > 0 && !_isOver.Wait(_interval)) { }
        }
        catch (IOException)
        {
            // The same as its end.
        }
        if (!_isOver.IsSet) _broken("the executor closed the node's standard input");
    }
}
