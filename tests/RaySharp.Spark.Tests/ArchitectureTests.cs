using RaySharp.Tests.Architecture;

namespace RaySharp.Spark.Tests;

/// <summary>Holds the built assembly against its table of rooms in docs/architecture.md.</summary>
public sealed class ArchitectureTests
{
    private const string Heading = "## Rooms of RaySharp.Spark";

    private static readonly Lazy<ILookup<(string From, string To), string>> _arrows = new(static () =>
    {
        using var assembly = new BuiltAssembly(typeof(SparkSession).Assembly.Location);
        return assembly.Arrows();
    });

    [Fact]
    public void A_room_uses_only_rooms_that_the_table_allows()
    {
        string page = File.ReadAllText(Path.Combine(RoomTable.RepositoryRoot, "docs", "architecture.md"));
        var table = RoomTable.Read(page[page.IndexOf(Heading, StringComparison.Ordinal)..]);
        var forbidden = _arrows.Value.Where(arrow => !table.TryGetValue(arrow.Key.From, out var allowed) || !allowed.Contains(arrow.Key.To))
            .Select(arrow => $"'{arrow.Key.From}' may not use '{arrow.Key.To}', but does: {string.Join("; ", arrow.Order().Take(3))}").Order();
        Assert.Equal("", string.Join('\n', forbidden));
        Assert.Equal([], Circles.First(table.SelectMany(static room => room.Value.Select(to => (room.Key, to)))));
    }

    [Fact]
    public void No_rooms_use_each_other_in_a_circle() => Assert.Equal([], Circles.First(_arrows.Value.Select(static arrow => arrow.Key)));
}
