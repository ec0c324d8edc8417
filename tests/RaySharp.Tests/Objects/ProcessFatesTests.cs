using RaySharp.Objects;

namespace RaySharp.Tests.Objects;

public sealed class ProcessFatesTests
{
    [Fact]
    public void Only_the_last_are_kept()
    {
        ProcessFates fates = new(most: 3);
        for (ulong process = 1; process <= 5; process++) fates.Add(new ProcessId(process), $"fate {process}");
        fates.Add(new ProcessId(5), "told twice");
        Assert.Equal(["", "", "fate 3", "fate 4", "fate 5"], Enumerable.Range(1, 5).Select(process => fates.Of(new ProcessId((ulong)process))));
    }
}
