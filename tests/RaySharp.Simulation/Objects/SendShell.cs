namespace RaySharp.Simulation.Objects;

/// <summary>Sends copies of a node's objects to others, as <see cref="Node.ObjectSender"/> does.</summary>
internal sealed class SendShell(SimulatedCluster cluster, StoreShell home)
{
    private readonly SortedDictionary<(ulong Asker, ulong Number), Sending> _sendings = [];

    public void Requested(ProcessId asker, ulong number, ObjectId id, long length, long until, bool isArgument)
    {
        if (_sendings.TryAdd((asker.Value, number), new Sending(asker, number, id, length) { Until = until })) home.OpenFor(asker, number, id, isArgument);
    }

    public void Opened(ProcessId asker, ulong number, ulong extent, long offset) => home.Later(() =>
    {
        if (!_sendings.TryGetValue((asker.Value, number), out var sending) || sending.Place is not null) return;
        sending.Place = (extent, offset);
        if (home.ContentAt(extent, offset).Bytes == sending.Length) Send(sending);
        else
        {
            Refuse(asker, number, "it has another length there.", isLost: false);
            End(sending);
        }
    });

    public void OpenFailed(ProcessId asker, ulong number, string reason) => home.Later(() =>
    {
        if (_sendings.Remove((asker.Value, number))) Refuse(asker, number, reason, isLost: true);
    });

    public void Allowed(ProcessId asker, ulong number, long until)
    {
        if (!_sendings.TryGetValue((asker.Value, number), out var sending)) return;
        sending.Until = Math.Max(sending.Until, until);
        Send(sending);
    }

    public void Cancelled(ProcessId asker, ulong number)
    {
        if (_sendings.TryGetValue((asker.Value, number), out var sending)) End(sending);
    }

    public void LinkEnded(ProcessId asker) => home.Later(() =>
    {
        foreach (var sending in _sendings.Values.Where(sending => sending.Asker == asker).ToArray()) End(sending);
    });

    private void Send(Sending sending)
    {
        if (sending.Place is not var (extent, offset)) return;
        var content = home.ContentAt(extent, offset);
        if (content.Id != sending.Id) throw new SimulationFailure($"{content.Id} lies where {sending.Id} is being sent from.");
        long sent = sending.Sent, bytes = Math.Min(sending.Until, sending.Length) - sent;
        if (bytes <= 0) return;
        var (asker, number) = (sending.Asker, sending.Number);
        cluster.Network.Send(home.Host, asker, new Note("piece", sending.Id, number), () => cluster.Node(asker.Node).Objects.Puller.Piece(home.Host, number, sent, bytes, content));
        sending.Sent += bytes;
        if (sending.Sent == sending.Length) End(sending);
    }

    private void End(Sending sending)
    {
        _sendings.Remove((sending.Asker.Value, sending.Number));
        home.SentTo(sending.Asker, sending.Number, sending.Id, isLast: !_sendings.Values.Any(other => other.Asker == sending.Asker && other.Id == sending.Id));
    }

    private void Refuse(ProcessId asker, ulong number, string reason, bool isLost) =>
        cluster.Network.SendControl(home.Host, asker, new Note("pull failed", null, number), () => cluster.Node(asker.Node).Objects.Puller.Refused(home.Host, number, reason, isLost));

    private sealed class Sending(ProcessId asker, ulong number, ObjectId id, long length)
    {
        public ProcessId Asker { get; } = asker;

        public ulong Number { get; } = number;

        public ObjectId Id { get; } = id;

        public long Length { get; } = length;

        public long Until { get; set; }

        public long Sent { get; set; }

        public (ulong Extent, long Offset)? Place { get; set; }
    }
}
