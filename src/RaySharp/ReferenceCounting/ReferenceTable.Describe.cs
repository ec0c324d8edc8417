namespace RaySharp.ReferenceCounting;

internal sealed partial class ReferenceTable
{
    /// <summary>How many holds, pins and borrowers something has here.</summary>
    public int CountOf(SharedId id) => _entries.TryGetValue(id, out var entry) ? entry.Holds + entry.Pins + entry.BorrowerCount : 0;

    /// <summary>One line for each thing that keeps something alive here: for people who ask why an object is not freed.</summary>
    public IEnumerable<string> Describe() =>
    [
        .. _entries.Values.Select(static entry => $"{entry.Id}: {entry.Holds} holds, {entry.Pins} pins, {entry.Shelters} shelters, {entry.BorrowerCount} borrowers, {entry.Borrow}"),
        .. _outbound.Select(static bag => $"bag {bag.Key} to {bag.Value.Receiver}: {string.Join(", ", bag.Value.References)}"),
        .. _inbound.Values.Select(static bag => $"bag {bag.Number} from {bag.Sender}, {bag.Missing} answers missing: {string.Join(", ", bag.References)}"),
        .. _contents.Select(static value => $"inside {value.Key}: {string.Join(", ", value.Value)}"),
    ];
}
