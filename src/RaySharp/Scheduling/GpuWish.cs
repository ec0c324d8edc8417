namespace RaySharp.Scheduling;

/// <summary>Which devices a lease would best be given, among those that are as good in other respects.</summary>
/// <param name="Preferred">Those of processes that could serve it at once, the best first.</param>
/// <param name="Avoided">Those of processes that would have to end for it.</param>
internal sealed record GpuWish(IReadOnlyList<int[]> Preferred, IReadOnlySet<int> Avoided)
{
    public static GpuWish None { get; } = new([], new HashSet<int>());
}
