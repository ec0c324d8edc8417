using RaySharp.Codecs;
using RaySharp.Contracts;
using RaySharp.Execution;

namespace RaySharp.Tests.Execution;

public sealed class RunClockTests
{
    private static readonly TimeSpan _tick = TimeSpan.FromTicks(1);
    private static readonly RemoteMethod _short = Method("Short"), _other = Method("Other");
    private readonly Hand _time = new();
    private readonly RunClock _clock;

    public RunClockTests() => _clock = new RunClock(_time);

    [Fact]
    public void Every_run_of_a_method_that_takes_its_time_is_measured()
    {
        for (int i = 0; i < 100; i++) Assert.Equal(20_000u, Run(_short, 200 * _tick));
    }

    [Fact]
    public void Of_a_method_that_is_over_at_once_again_and_again_every_eighth_run_is()
    {
        Assert.All(Enumerable.Range(0, 33), _ => Assert.Equal(100u, Run(_short, _tick)));
        Assert.Equal(10, Enumerable.Range(0, 80).Count(_ => Run(_short, _tick) == 100u));
    }

    [Fact]
    public void When_it_takes_longer_all_are_measured_again()
    {
        for (int i = 0; i < 40; i++) Run(_short, _tick);
        Assert.Contains(5_000u, Enumerable.Range(0, 8).Select(_ => Run(_short, 50 * _tick)));
        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(5_000u, Run(_short, 50 * _tick)));
    }

    [Fact]
    public void Another_method_is_measured_from_its_first_run_on()
    {
        for (int i = 0; i < 40; i++) Run(_short, _tick);
        Assert.Equal(100u, Run(_other, _tick));
    }

    [Fact]
    public void What_came_before_a_restart_does_not_count_and_nothing_is_no_time()
    {
        _clock.Start(_short);
        _time.Advance(TimeSpan.FromSeconds(1));
        _clock.Restart();
        Assert.Equal(1u, _clock.Stop());
        Assert.Equal(uint.MaxValue, Run(_short, TimeSpan.FromSeconds(5)));
    }

    private static RemoteMethod Method(string name) => RemoteMethod.Sync(new MethodIdentity(1, 1, name), new TaskOptions(), static (object? _, ref CodecReader _, CancellationToken _) => 0, static (_, _) => { });

    private uint Run(RemoteMethod method, TimeSpan time)
    {
        _clock.Start(method);
        _time.Advance(time);
        return _clock.Stop();
    }

    /// <summary>A clock that moves when the test says so.</summary>
    private sealed class Hand : TimeProvider
    {
        private long _ticks = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
