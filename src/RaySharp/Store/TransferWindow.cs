namespace RaySharp.Store;

/// <summary>How much this node may be sent, so that neither side's memory fills with what is under way: each transfer is allowed a chunk more in its turn, while the window has room.</summary>
/// <remarks>A transfer whose first chunk has not come has one chunk at most: its source may have to restore the object first.</remarks>
internal sealed class TransferWindow(long chunkBytes, long windowBytes)
{
    private readonly Dictionary<ulong, Transfer> _transfers = [];
    private readonly Queue<ulong> _turns = [];

    /// <summary>Bytes that were allowed and have not come.</summary>
    public long Outstanding { get; private set; }

    public int Count => _transfers.Count;

    /// <summary>A transfer wants so many bytes.</summary>
    /// <returns>Who may be sent how much now, counted from its begin.</returns>
    public IReadOnlyList<(ulong Number, long Until)> Begin(ulong number, long length)
    {
        _transfers.Add(number, new Transfer(length));
        _turns.Enqueue(number);
        return Allow();
    }

    /// <summary>Whether that much of it was allowed.</summary>
    public bool MayCome(ulong number, long offset, long bytes) =>
        _transfers.TryGetValue(number, out var transfer) && bytes > 0 && offset == transfer.Received && bytes <= transfer.Allowed - offset;

    public IReadOnlyList<(ulong Number, long Until)> Received(ulong number, long bytes)
    {
        var transfer = _transfers[number];
        transfer.Received += bytes;
        Outstanding -= bytes;
        if (transfer.Received == transfer.Length) _transfers.Remove(number);
        else if (!transfer.IsInTurn && transfer.Allowed < transfer.Length) Queue(number, transfer);
        return Allow();
    }

    public bool IsOver(ulong number) => !_transfers.ContainsKey(number);

    /// <summary>Nothing more of it is taken.</summary>
    public IReadOnlyList<(ulong Number, long Until)> End(ulong number)
    {
        if (_transfers.Remove(number, out var transfer)) Outstanding -= transfer.Allowed - transfer.Received;
        return Allow();
    }

    private void Queue(ulong number, Transfer transfer)
    {
        transfer.IsInTurn = true;
        _turns.Enqueue(number);
    }

    private List<(ulong Number, long Until)> Allow()
    {
        List<(ulong Number, long Until)> allowed = [];
        while (_turns.TryPeek(out ulong number))
        {
            if (!_transfers.TryGetValue(number, out var transfer))
            {
                _turns.Dequeue();
                continue;
            }
            long bytes = Math.Min(chunkBytes, transfer.Length - transfer.Allowed);
            if (Outstanding > 0 && Outstanding + bytes > windowBytes) break;
            _turns.Dequeue();
            transfer.IsInTurn = false;
            transfer.Allowed += bytes;
            Outstanding += bytes;
            int at = allowed.FindIndex(one => one.Number == number);
            if (at < 0) allowed.Add((number, transfer.Allowed));
            else allowed[at] = (number, transfer.Allowed);
            if (transfer.Received > 0 && transfer.Allowed < transfer.Length) Queue(number, transfer);
        }
        return allowed;
    }

    private sealed class Transfer(long length)
    {
        public long Length => length;

        public long Allowed { get; set; }

        public long Received { get; set; }

        /// <summary>It waits for its turn to be allowed more.</summary>
        public bool IsInTurn { get; set; } = true;
    }
}
