using RaySharp.Blocks;
using RaySharp.Codecs;
using RaySharp.Objects;
using RaySharp.References;

namespace RaySharp.Execution;

/// <summary>The values of references that a task reads where they lie. They stay there until the task has ended, and longer where it keeps what it read.</summary>
internal sealed class LargeArguments : IDisposable
{
    private readonly List<(StoredPayload Stored, IUseCounted Use)> _uses;

    private LargeArguments(CodecSplices splices, List<(StoredPayload Stored, IUseCounted Use)> uses)
    {
        Splices = splices;
        _uses = uses;
    }

    public CodecSplices Splices { get; }

    public static LargeArguments Open(List<(int Offset, ObjectId Id, long StoredLength, uint[] Nodes)> places, ObjectService objects, CancellationToken cancel)
    {
        var entries = places.ConvertAll(place => objects.GetEntry(place.Id, place.StoredLength, place.Nodes));
        foreach (var entry in entries)
        {
            if (entry.IsCompleted && entry.Stored is { IsReadable: false } later) later.IsArgument = true;
            entry.Want();
        }
        Openings.TryWait(entries, cancel);
        List<(int, ReadOnlyMemory<byte>)> values = [];
        List<(StoredPayload, IUseCounted)> uses = [];
        try
        {
            for (int i = 0; i < entries.Count; i++)
            {
                Waiting.UntilCompleted(entries[i], null, cancel).GetAwaiter().GetResult();
                if (entries[i].Failure is { } failure) throw failure();
                if (entries[i].Stored is not { } stored)
                {
                    values.Add((places[i].Offset, entries[i].Bytes.ToArray()));
                    continue;
                }
                values.Add((places[i].Offset, stored.Read(out var use)));
                uses.Add((stored, use));
            }
            return new LargeArguments(new CodecSplices(values), uses);
        }
        catch
        {
            foreach (var (stored, use) in uses) stored.EndRead(use);
            throw;
        }
    }

    /// <summary>So many bytes of them were copied to the heap.</summary>
    public void CountCopied(long bytes)
    {
        if (_uses.Count > 0) _uses[0].Stored.CountCopied(bytes);
    }

    public void Dispose()
    {
        foreach (var (stored, use) in _uses) stored.EndRead(use);
        GC.KeepAlive(Splices);      // spans that the task took are valid until here, whatever it dropped
    }
}
