namespace RaySharp.Wire;

/// <summary>
/// The senders of one inbox. Under the gate: which sources there are, what is read from them, and which frame is next. So a frame
/// is taken once, by the inbox's thread or by one that drains, and a source's memory is unmapped when nobody reads it. No handler
/// is ever called under the gate.
/// </summary>
internal sealed class InboxSources
{
    private readonly Lock _gate = new();
    private FrameSource[] _sources = [];
    private Batch _batch = new();
    private int _next;
    private bool _closed;

    public bool HasWork
    {
        get
        {
            lock (_gate)
            {
                foreach (FrameSource source in _sources)
                    if (source.Available != 0 || source.IsClosing)
                        return true;
                return false;
            }
        }
    }

    /// <summary>What the last refill brought.</summary>
    public int BatchBytes => _batch.Bytes;

    public bool TryAttach(FrameSource source)
    {
        lock (_gate)
        {
            if (_closed)
                source.Detach();
            else
                _sources = [.. _sources, source];
            return !_closed;
        }
    }

    public FrameSource[] Of(Link link)
    {
        lock (_gate)
            return Array.FindAll(_sources, source => source.Link == link);
    }

    /// <summary>Bytes that a source could give now; 0 when it is no longer one of ours.</summary>
    public long Backlog(FrameSource source)
    {
        lock (_gate)
            return _sources.Contains(source) ? source.Available : 0;
    }

    /// <summary>Drops a link's sources with all they hold.</summary>
    public void Remove(Link link)
    {
        lock (_gate)
        {
            foreach (FrameSource source in _sources)
                if (source.Link == link)
                    Drop(source);
        }
    }

    /// <summary>Drops everything; returns the sources there were.</summary>
    public FrameSource[] Close()
    {
        lock (_gate)
        {
            _closed = true;
            FrameSource[] left = _sources;
            foreach (FrameSource source in left)
                Drop(source);
            return left;
        }
    }

    /// <summary>Reads a batch of the next source that has one. The last batch must have been taken, and handled.</summary>
    public bool Refill()
    {
        lock (_gate)
        {
            for (int tried = _sources.Length; tried > 0; tried--)
            {
                if (_next >= _sources.Length)
                    _next = 0;
                if (TryFill(_sources[_next++], _batch))
                    return true;
            }
            return false;
        }
    }

    public bool Refill(FrameSource source)
    {
        lock (_gate)
            return _sources.Contains(source) && TryFill(source, _batch);
    }

    public bool TryTake(out TakenFrame frame)
    {
        lock (_gate)
            return TryTake(_batch, out frame);
    }

    /// <summary>Takes every frame there is now. The batches that were made for it are the caller's to recycle.</summary>
    public (List<TakenFrame> Frames, List<Batch> Batches) TakeAll()
    {
        (List<TakenFrame> frames, List<Batch> batches) = ([], []);
        lock (_gate)
        {
            int before = frames.Count;
            TakeFrom(_batch, frames);
            // The frames taken, and the one that the inbox's thread is in, lie in the old batch: it is never filled again.
            if (frames.Count > before)
                _batch = new Batch();
            foreach (FrameSource source in _sources)
                TakeBacklog(source, frames, batches);
        }
        return (frames, batches);
    }

    private void TakeBacklog(FrameSource source, List<TakenFrame> frames, List<Batch> batches)
    {
        for (long left = source.Available; left != 0;)
        {
            Batch batch = new();
            if (!TryFill(source, batch))
                return;
            batches.Add(batch);
            TakeFrom(batch, frames);
            left = Math.Max(0, left - batch.Bytes);
        }
    }

    private void TakeFrom(Batch batch, List<TakenFrame> frames)
    {
        while (TryTake(batch, out TakenFrame frame))
            frames.Add(frame);
    }

    private bool TryTake(Batch batch, out TakenFrame frame)
    {
        try
        {
            return batch.TryNext(out frame);
        }
        catch (WireViolationException violation)
        {
            frame = default;
            Reject(batch.Source!, violation);
            return false;
        }
    }

    private bool TryFill(FrameSource source, Batch batch)
    {
        if (source.IsDropped)
            return false;
        try
        {
            // Closing first: what was written before it was set is then seen by Fill.
            bool closing = source.IsClosing;
            if (source.Fill(batch))
                return true;
            if (closing)
                RemoveSource(source);
        }
        catch (WireViolationException violation)
        {
            Reject(source, violation);
        }
        return false;
    }

    private void Reject(FrameSource source, WireViolationException violation)
    {
        Drop(source);
        source.Link.Close(violation);
    }

    private void Drop(FrameSource source)
    {
        source.Drop();
        RemoveSource(source);
    }

    private void RemoveSource(FrameSource source)
    {
        int at = Array.IndexOf(_sources, source);
        if (at < 0)
            return;
        _sources = [.. _sources.AsSpan(0, at), .. _sources.AsSpan(at + 1)];
        source.Detach();
    }
}
