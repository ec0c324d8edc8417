using RaySharp.Store;

namespace RaySharp.Simulation.Objects;

/// <summary>Takes in copies of other nodes' objects, as <see cref="Node.ObjectPuller"/> does: the window is real.</summary>
internal sealed class PullShell(SimulatedCluster cluster, StoreShell home)
{
    private readonly SortedDictionary<ulong, Arriving> _arriving = [];
    private readonly TransferWindow _window = new(chunkBytes: 256 << 10, windowBytes: 512 << 10);
    private ulong _lastNumber;

    public void Pull(StoredObject stored, uint node) => home.Later(() =>
    {
        if (!stored.IsDeleted && _arriving.Values.FirstOrDefault(other => other.Stored.Id == stored.Id && !other.Stored.IsDeleted) is { } twice) throw new SimulationFailure($"Node {home.Number} pulls {stored.Id} of {twice.Source} and of node {node} at a time.");
        _arriving.Add(++_lastNumber, new Arriving(stored, ProcessId.HostOf(node)));
        Allow(_window.Begin(_lastNumber, stored.Length));
    });

    public void Cancel(StoredObject stored) => home.Later(() =>
    {
        foreach (var (number, arriving) in _arriving.Where(pull => pull.Value.Stored == stored).ToArray())
        {
            if (arriving.IsAsked) ToSource(arriving, new Note("pull cancel", stored.Id, number), source => source.Cancelled(home.Host, number));
            End(number, "nobody needs it any more.", isLost: false);
        }
    });

    public void Refused(ProcessId source, ulong number, string reason, bool isLost)
    {
        if (_arriving.TryGetValue(number, out var arriving) && arriving.Source == source) End(number, reason, isLost);
    }

    /// <summary>What was to come from there does not come.</summary>
    public void SourceFailed(ProcessId source, string reason, bool isGone) => home.Later(() =>
    {
        foreach (var (number, _) in _arriving.Where(pull => pull.Value.Source == source && (isGone || pull.Value.IsAsked)).ToArray()) End(number, reason, isLost: true);
    });

    public void Piece(ProcessId source, ulong number, long offset, long bytes, SimContent content)
    {
        if (!_arriving.TryGetValue(number, out var arriving)) return;      // cancelled, while it was on its way
        if (arriving.Source != source || content.Id != arriving.Stored.Id) throw new SimulationFailure($"{source} sends a piece of {content.Id} for the pull of {arriving.Stored.Id} from {arriving.Source}.");
        if (!_window.MayCome(number, offset, bytes)) throw new SimulationFailure($"{source} sends {bytes} bytes at {offset} of {content.Id}, which it may not.");
        var allowed = _window.Received(number, bytes);
        if (_window.IsOver(number))
        {
            _arriving.Remove(number);
            home.Arrived(arriving.Stored, content);
        }
        Allow(allowed);
    }

    private void Allow(IReadOnlyList<(ulong Number, long Until)> allowed)
    {
        foreach (var (number, until) in allowed)
        {
            var arriving = _arriving[number];
            var stored = arriving.Stored;
            if (arriving.IsAsked) ToSource(arriving, new Note("pull more", stored.Id, number), source => source.Allowed(home.Host, number, until));
            else
            {
                arriving.IsAsked = true;
                bool isArgument = stored.Pull?.Urgency == StoreUrgency.Argument;
                cluster.Network.Send(home.Host, arriving.Source, new Note("pull request", stored.Id, number), () => SourceOf(arriving).Requested(home.Host, number, stored.Id, stored.Length, until, isArgument));
            }
        }
    }

    private void End(ulong number, string reason, bool isLost)
    {
        if (!_arriving.Remove(number, out var arriving)) return;
        cluster.Coverage.Add(isLost ? "pull failed: the source has none" : "pull failed or not needed any more");
        var allowed = _window.End(number);
        home.Store.PullFailed(arriving.Stored, reason, isLost, isFull: false);
        Allow(allowed);
    }

    private void ToSource(Arriving arriving, Note what, Action<SendShell> deliver) =>
        cluster.Network.SendControl(home.Host, arriving.Source, what, () => deliver(SourceOf(arriving)));

    private SendShell SourceOf(Arriving arriving) => cluster.Node(arriving.Source.Node).Objects.Sender;

    private sealed class Arriving(StoredObject stored, ProcessId source)
    {
        public StoredObject Stored { get; } = stored;

        public ProcessId Source { get; } = source;

        public bool IsAsked { get; set; }
    }
}
