namespace RaySharp.Tests.Stubs;

[RayActor]
internal sealed partial class SampleCounter
{
    private readonly string _source;
    private long _n;

    private SampleCounter(string source) => _source = source;

    public static async Task<SampleCounter> CreateAsync(string source, CancellationToken cancel)
    {
        await Task.Delay(0, cancel);
        return new SampleCounter(source);
    }

    public async Task<long> Add(long a, CancellationToken cancel)
    {
        await Task.Delay(0, cancel);
        return _n += a;
    }

    public string Source() => _source;
}
