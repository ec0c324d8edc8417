using RaySharp.Texts;

namespace RaySharp.ReferenceCounting;

internal sealed partial class ReferenceTable
{
    /// <summary>How many holds, pins and borrowers something has here.</summary>
    public int CountOf(SharedId id) => _entries.TryGetValue(id, out var entry) ? entry.Holds + entry.Pins + entry.BorrowerCount : 0;

    /// <summary>The processes that keep own objects alive, in the order of the question: this one, those that a message with it is on its way to, and its borrowers.</summary>
    public ProcessId[][] HoldersOf(IReadOnlyList<ObjectId> ids)
    {
        var sent = _outbound.Values.SelectMany(static bag => bag.References.Select(id => (Id: id, bag.Receiver))).ToLookup(static pin => pin.Id, static pin => pin.Receiver);
        return [.. ids.Select(SharedId.Of).Select(id => _entries.TryGetValue(id, out var entry) ? HoldersOf(entry, sent[id]) : [])];
    }

    private ProcessId[] HoldersOf(SharedEntry entry, IEnumerable<ProcessId> receivers) =>
        [.. (entry.Holds > 0 ? [self] : Array.Empty<ProcessId>()).Concat(receivers).Concat(entry.Borrowers).Distinct()];

    /// <summary>One line for each thing that keeps something alive here: for people who ask why an object is not freed.</summary>
    public IEnumerable<string> Describe() =>
    [
        .. _entries.Values.Select(static entry => $"{entry.Id}: {CountText.Of(entry.Holds, "hold")}, {CountText.Of(entry.Pins, "pin")}, {CountText.Of(entry.Shelters, "shelter")}, {CountText.Of(entry.BorrowerCount, "borrower")}, {entry.Borrow}"),
        .. _outbound.Select(static bag => $"bag {bag.Key} to {bag.Value.Receiver}: {string.Join(", ", bag.Value.References)}"),
        .. _inbound.Values.Select(static bag => $"bag {bag.Number} from {bag.Sender}, {CountText.Of(bag.Missing, "answer")} missing: {string.Join(", ", bag.References)}"),
        .. _contents.Select(static value => $"inside {value.Key}: {string.Join(", ", value.Value)}"),
    ];
}
