using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using RaySharp.Tests.Architecture;

namespace RaySharp.Tests;

/// <summary>A decision must be the same in every process: otherwise a simulated failure does not replay from its seed.</summary>
/// <remarks>Dictionary and HashSet are allowed: they give out what they hold in the order it was added, whatever its hash codes.</remarks>
public sealed class DeterminismTests
{
    private static readonly string[] _pureRooms = ["Scheduling", "Placement", "Actors", "ReferenceCounting", "Reconstruction"];
    private static readonly string[] _pureTypes = ["RaySharp.Ownership.TaskSubmitter", "RaySharp.Ownership.TaskDeque", "RaySharp.Ownership.Lease", "RaySharp.Ownership.SchedulingKey", "RaySharp.Ownership.PendingTask", "RaySharp.Ownership.ITaskEffects"];

    /// <summary>Their order, or their value, differs from process to process.</summary>
    private static readonly string[] _banned =
    [
        "System.Collections.Immutable.ImmutableDictionary", "System.Collections.Immutable.ImmutableHashSet", "System.Collections.Immutable.IImmutableDictionary", "System.Collections.Immutable.IImmutableSet",
        "System.Collections.Frozen.", "System.Collections.Concurrent.", "System.Collections.Hashtable", "System.HashCode",
        "System.String.GetHashCode", "System.StringComparer.GetHashCode", "System.Object.GetHashCode", "System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode",
    ];

    [Fact]
    public void Pure_code_uses_nothing_whose_order_or_value_differs_from_process_to_process()
    {
        using var library = new BuiltAssembly(typeof(Ray).Assembly.Location);
        var uses = library.ForeignUses().Where(use => _pureRooms.Contains(use.Room) || _pureTypes.Contains(use.Type)).ToList();
        foreach (string type in _pureTypes) Assert.Contains(uses, use => use.Type == type);
        foreach (string room in _pureRooms) Assert.Contains(uses, use => use.Room == room);
        Assert.Equal("", string.Join('\n', uses.Where(use => IsBanned(use.Used)).Select(use => $"{use.Type} uses {use.Used}. Use a sorted collection, a Dictionary or StableHash.")));
    }

    [Fact]
    public void What_is_banned_is_found()
    {
        using var own = new BuiltAssembly(typeof(DeterminismTests).Assembly.Location);
        var found = own.ForeignUses().Where(use => use.Type == typeof(Offender).FullName && IsBanned(use.Used)).Select(use => use.Used).ToHashSet();
        string[] expected =
        [
            "System.Collections.Immutable.ImmutableDictionary`2+Enumerator.MoveNext", "System.Collections.Immutable.ImmutableHashSet`1.GetEnumerator", "System.Collections.Frozen.FrozenSet",
            "System.Collections.Concurrent.ConcurrentDictionary`2.GetEnumerator", "System.HashCode.Combine", "System.Object.GetHashCode", "System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode",
        ];
        Assert.Empty(expected.Except(found));
        Assert.DoesNotContain(found, used => used.Contains("ImmutableSortedDictionary", StringComparison.Ordinal) || used.StartsWith("System.Collections.Generic", StringComparison.Ordinal));
    }

    private static bool IsBanned(string used) => _banned.Any(banned => used.StartsWith(banned, StringComparison.Ordinal));
}

/// <summary>Does all that pure code may not do, and some that it may.</summary>
internal static class Offender
{
    public static int Offend(ImmutableDictionary<int, int> immutable, ImmutableHashSet<int> set, ConcurrentDictionary<int, int> concurrent, ImmutableSortedDictionary<int, int> sorted, Dictionary<int, int> plain)
    {
        int sum = HashCode.Combine(1, 2) + "text".GetHashCode() /* called by its name in Object */ + RuntimeHelpers.GetHashCode(set);
        foreach (var (key, _) in immutable) sum += key;
        foreach (int key in set.ToFrozenSet()) sum += key;
        foreach (int key in set) sum += key;
        foreach (var (key, _) in concurrent) sum += key;
        foreach (var (key, _) in sorted) sum += key;
        foreach (var (key, _) in plain) sum += key;
        return sum;
    }
}
