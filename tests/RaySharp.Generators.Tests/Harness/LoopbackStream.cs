using RaySharp.Codecs;
using RaySharp.Contracts;
using RaySharp.References;

namespace RaySharp.Generators.Tests.Harness;

internal sealed class LoopbackStream(LoopbackRuntime runtime) : ObjectStreamEntry, IStreamSink
{
    private readonly Queue<ObjectEntry> _items = new();
    private CodecWriter? _writer;

    public override ValueTask<ObjectEntry?> NextAsync(CancellationToken cancel) => new(_items.Count > 0 ? _items.Dequeue() : null);

    public override void Abandon() { }

    public CodecWriter Next() => _writer = new CodecWriter(new ReferenceBag());

    public ValueTask SendAsync(CancellationToken cancel)
    {
        var entry = runtime.NewEntry();
        entry.TryComplete(_writer!.Written);
        _items.Enqueue(entry);
        return default;
    }

    public LoopbackStream Ended() => this;
}
