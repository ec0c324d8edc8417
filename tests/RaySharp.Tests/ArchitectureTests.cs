using RaySharp.Tests.Architecture;

namespace RaySharp.Tests;

/// <summary>Holds the built library against the table of rooms in docs/architecture.md.</summary>
public sealed class ArchitectureTests
{
    private static readonly Lazy<ILookup<(string From, string To), string>> _arrows = new(() =>
    {
        using var library = new BuiltAssembly(typeof(Ray).Assembly.Location);
        return library.Arrows();
    });

    private static Dictionary<string, HashSet<string>> Table => RoomTable.Read(File.ReadAllText(Path.Combine(RoomTable.RepositoryRoot, "docs", "architecture.md")));

    [Fact]
    public void A_room_uses_only_rooms_that_the_table_allows()
    {
        var table = Table;
        var forbidden = _arrows.Value.Where(arrow => !table.TryGetValue(arrow.Key.From, out var allowed) || !allowed.Contains(arrow.Key.To))
            .Select(arrow => $"'{arrow.Key.From}' may not use '{arrow.Key.To}', but does: {string.Join("; ", arrow.Order().Take(3))}").Order();
        Assert.Equal("", string.Join('\n', forbidden));
    }

    [Fact]
    public void No_rooms_use_each_other_in_a_circle() => Assert.Equal([], Circles.First(_arrows.Value.Select(arrow => arrow.Key)));

    [Fact]
    public void The_table_itself_allows_no_circle() => Assert.Equal([], Circles.First(Table.SelectMany(room => room.Value.Select(to => (room.Key, to)))));

    [Fact]
    public void A_circle_is_found_and_told_in_its_order() => Assert.Equal(["b", "c", "b"], Circles.First([("a", "b"), ("b", "c"), ("c", "b")]));
}
