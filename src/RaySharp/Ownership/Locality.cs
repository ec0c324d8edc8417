using RaySharp.References;

namespace RaySharp.Ownership;

/// <summary>Work goes to where its arguments lie.</summary>
internal static class Locality
{
    /// <summary>The node with most bytes of the task's arguments that lie in stores. 0: none do.</summary>
    public static uint PreferredNode(TaskRecord task) => task.Rare?.Splices is { } splices ? PreferredNode(splices) : 0;

    public static uint PreferredNode(List<(int Offset, ObjectEntry Entry)> splices)
    {
        uint best = 0;
        Dictionary<uint, long> bytes = [];
        foreach (var (_, entry) in splices)
        {
            if (!entry.IsCompleted || entry.Stored is not { } stored) continue;
            foreach (uint node in stored.Nodes)
            {
                long sum = bytes[node] = bytes.GetValueOrDefault(node) + stored.Length;
                if (best == 0 || sum > bytes[best]) best = node;
            }
        }
        return best;
    }
}
