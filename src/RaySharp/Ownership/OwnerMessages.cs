using System.Runtime.InteropServices;
using RaySharp.Failures;
using RaySharp.Messages;
using RaySharp.References;
using RaySharp.Wire;

namespace RaySharp.Ownership;

/// <summary>What arrives for the owner, on the control inbox's thread.</summary>
internal sealed partial class Owner
{
    private static unsafe int DoneHeaderSize => sizeof(DoneHeader);

    /// <summary>(3) A worker answered.</summary>
    private void OnDone(Link from, ReadOnlySpan<byte> frame)
    {
        if (frame.Length < DoneHeaderSize) throw new ClusterMismatchException($"{from.Peer} sent an answer of {frame.Length} bytes; the head alone has {DoneHeaderSize}.");
        var done = MemoryMarshal.Read<DoneHeader>(frame);
        var payload = frame[DoneHeaderSize..];
        HasAnswers = true;
        bool isBatched, isFull;
        lock (_answersLock)
        {
            isBatched = _answers.TryAdd(from, done, payload);
            isFull = _answers.IsFull;
        }
        if (!isBatched || isFull) TakeAnswers();
        if (isBatched) return;
        TaskRecord? record;
        RemoteFailure? failure = done.Status == DoneStatus.Failed ? RemoteFailure.Decode(payload) : null;
        lock (_lock)
        {
            if (!_table.TryGet(done.Handle, out record)) return;
            if (failure is not null && MayRetry(record, failure))
            {
                if (!_submitter.AnsweredWithRetriableFailure(record, done.Attempt, done.RunNanos, out bool retried) || retried) return;
            }
            else if (!_submitter.Answered(record, done.Attempt, done.RunNanos)) return;
            Settle(record, done, from);
        }
        Complete(record, done, payload, from);
        CompleteEnded();
    }

    /// <summary>What was answered counts before anything that is learned later.</summary>
    private void TakeAnswers()
    {
        AnswerBatch<TaskRecord> batch;
        lock (_answersLock)
        {
            if (_answers.Count == 0) return;
            batch = _answers;
            _answers = _spareAnswers ?? new AnswerBatch<TaskRecord>();
            _spareAnswers = null;
            lock (_lock) Find(batch);
        }
        HeldResumes.Hold();
        try
        {
            for (int i = 0; i < batch.Count; i++)
            {
                if (batch.Record(i) is not { } record) continue;
                Complete(record, batch[i].Done, batch.Payload(i), batch[i].From);
            }
        }
        finally
        {
            HeldResumes.Release();
        }
        batch.Clear();
        lock (_answersLock) _spareAnswers = batch;
        CompleteEnded();
    }

    private void Find(AnswerBatch<TaskRecord> batch)
    {
        _isAnswering = true;
        try
        {
            for (int i = 0; i < batch.Count; i++)
            {
                ref readonly var done = ref batch[i].Done;
                if (!_table.TryGet(done.Handle, out var record) || !_submitter.Answered(record, done.Attempt, done.RunNanos)) continue;
                Settle(record, done, batch[i].From);
                batch.Record(i) = record;
            }
        }
        finally
        {
            _isAnswering = false;
            foreach (var outlet in _unflushed) outlet.Flush();
            _unflushed.Clear();
        }
    }

    private void Complete(TaskRecord record, in DoneHeader done, ReadOnlySpan<byte> payload, Link from)
    {
        _budget.Return(record.Frame.Length);
        Outcome.Complete(record, this, record.Name, done, payload, from, Objects, isRepeated: record.Attempt > 1);
        LetGo(record, isReturned: true);
    }

    private void Settle(TaskRecord record, in DoneHeader done, Link from)
    {
        _table.Remove(record);
        if (record.CancelRequested && done.Status != DoneStatus.Cancelled) _peers.Send(from.Peer, new TaskCancelOver(0, done.Handle, done.Attempt));
    }

    private static bool MayRetry(TaskRecord record, RemoteFailure failure)
    {
        var retried = record.Rare?.Options?.RetryExceptions ?? record.Method.Options.RetryExceptions;
        if (retried is null or { Count: 0 } || failure.Thrown is not { } thrown) return false;
        var typed = thrown.ToTyped();
        return retried.Any(type => type.FullName == thrown.Type || (typed is not null && type.IsInstanceOfType(typed)));
    }

    private void OnGrant(Link from, LeaseGrant message)
    {
        if (!MayBeAt(message.Number, from)) return;
        if (_outlets.TryGet(message.Process, message.Inbox) is { } outlet)
        {
            Decide(() => _submitter.LeaseGranted(_routes.End(message.Number), message.Lease, message.Process, outlet));
            return;
        }
        ulong request;
        lock (_lock)
        {
            _opening[message.Lease] = false;
            request = _routes.End(message.Number);
        }
        _ = ConnectAsync(message, request);
    }

    private async Task ConnectAsync(LeaseGrant message, ulong request)
    {
        try
        {
            var outlet = await _outlets.OpenAsync(message.Process, message.Inbox).ConfigureAwait(false);
            Decide(() =>
            {
                _submitter.LeaseGranted(request, message.Lease, message.Process, outlet);
                if (_opening.Remove(message.Lease, out bool isAskedBack) && isAskedBack) _submitter.AskedBack(message.Lease);
            });
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // The worker died between the grant and now: nothing ran there, so no task is charged; its work asks again.
            ReturnLease(message.Lease, isReusable: false);
            Decide(() =>
            {
                _opening.Remove(message.Lease);
                _submitter.ProcessLost(message.Process, new ProcessFate(0, null, null, fault.Message, []));
                _submitter.LeaseGranted(request, message.Lease, message.Process, null);
            });
        }
    }

    private bool MayBeAt(ulong number, Link from)
    {
        lock (_lock) return _routes.MayBeAt(number, from.Peer.Node);
    }

    /// <summary>The word may overtake the way to the slot that is being opened: it is kept until then.</summary>
    private void OnAskBack(Link from, LeaseAskBack message) => Decide(() =>
    {
        if (_opening.ContainsKey(message.Lease)) _opening[message.Lease] = true;
        else _submitter.AskedBack(message.Lease);
    });

    private void OnRefuse(Link from, LeaseRefuse message)
    {
        if (MayBeAt(message.Number, from)) Decide(() => _submitter.LeaseRefused(_routes.End(message.Number), message.Reason));
    }

    private void OnSpill(Link from, LeaseSpill message) => Decide(() =>
    {
        if (_closed is not null || !MayBeAt(message.Number, from)) return;
        if (_routes.Spilled(message.Number, message.Node) is { } route) Ask(route);
        else _peers.Send(ProcessId.HostOf(message.Node), new LeaseRequestCancel(message.Number, IsForHead: false));    // room was taken down for it there
    });

    private void OnGivenBack(Link from, TasksGivenBack message)
    {
        TakeAnswers();
        Decide(() => TakeBack(from, message));
    }

    private void TakeBack(Link from, TasksGivenBack message)
    {
        if (_submitter.Find(message.Lease) is not { } lease || lease.Process != from.Peer) return;
        List<(PendingTask, int)> tasks = [];
        for (int i = 0; i < message.Handles.Length; i++)
        {
            if (!_table.TryGet(message.Handles[i], out var task)) continue;
            tasks.Add((task, message.Attempts[i]));
            if (task.CancelRequested) _peers.Send(from.Peer, new TaskCancelOver(0, message.Handles[i], message.Attempts[i]));
            if (task.Rare is { Bag: > 0 } rare && task.Attempt == message.Attempts[i]) Objects.BagSettled(from.Peer, rare.Bag);
        }
        _submitter.GivenBack(lease, tasks, message.Stalled);
    }

    private void OnStreamItem(Link from, ReadOnlySpan<byte> frame)
    {
        ulong handle = MemoryMarshal.Read<ulong>(frame[1..]), index = MemoryMarshal.Read<ulong>(frame[13..]);
        int attempt = MemoryMarshal.Read<int>(frame[9..]);
        StreamEntry? stream = null;
        lock (_lock)
        {
            if (_table.TryGet(handle, out var record) && record.Attempt == attempt) stream = record.Rare?.Stream;
        }
        stream?.Receive(from, index, frame[21..]);
    }

    private void OnConsumed(StreamEntry stream, long count)
    {
        var record = stream.Record!;
        lock (_lock)
        {
            if (record.State == TaskState.Pushed) _peers.Send(record.Lease!.Process, new StreamConsumed(record.Handle, record.Attempt, count));
        }
    }
}
