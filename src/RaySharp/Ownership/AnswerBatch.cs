using RaySharp.Messages;
using RaySharp.Wire;

namespace RaySharp.Ownership;

/// <summary>Small results that came one after another. Whoever takes them in takes his lock once for all of them, not once for each against the threads that submit.</summary>
internal sealed class AnswerBatch<TRecord> where TRecord : class
{
    private const int Capacity = 128, MaxPayload = 128;
    private readonly Answer[] _answers = new Answer[Capacity];
    private readonly TRecord?[] _records = new TRecord?[Capacity];
    private readonly byte[] _bytes = new byte[Capacity * MaxPayload];

    public int Count { get; private set; }

    public bool IsFull => Count == Capacity;

    /// <summary>A plain success with a small result waits here; false for everything else, which must be taken in at once, after what waits.</summary>
    public bool TryAdd(Link from, in DoneHeader done, ReadOnlySpan<byte> payload)
    {
        if (done.Status != DoneStatus.Succeeded || done.Bag != 0 || payload.Length > MaxPayload || IsFull) return false;
        payload.CopyTo(_bytes.AsSpan(Count * MaxPayload));
        _answers[Count++] = new Answer(from, done, payload.Length);
        return true;
    }

    public ref readonly Answer this[int index] => ref _answers[index];

    public ReadOnlySpan<byte> Payload(int index) => _bytes.AsSpan(index * MaxPayload, _answers[index].Length);

    /// <summary>Whose answer it is; null until it is found, and where it is stale.</summary>
    public ref TRecord? Record(int index) => ref _records[index];

    public void Clear()
    {
        Array.Clear(_records, 0, Count);
        Array.Clear(_answers, 0, Count);
        Count = 0;
    }

    internal readonly struct Answer(Link from, in DoneHeader done, int length)
    {
        public readonly Link From = from;
        public readonly DoneHeader Done = done;
        public readonly int Length = length;
    }
}
