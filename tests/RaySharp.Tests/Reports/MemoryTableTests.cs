namespace RaySharp.Tests.Reports;

public sealed class MemoryTableTests
{
    [Fact]
    public void The_table_sums_by_call_site_and_lists_the_largest()
    {
        ProcessId driver = new(1UL << 32 | 1), worker = new(1UL << 32 | 2);
        ObjectInfo Info(uint number, long size, string? site, int? references) => new()
        {
            Id = new ObjectId(new TaskId(driver, number), 0),
            Size = size,
            WrittenBy = worker,
            IsInMemory = number != 2,
            IsOnDisk = number == 2,
            Nodes = [1, 2],
            Readers = number == 3 ? [] : [driver, worker],
            References = references,
            ReferencedBy = references is null ? [] : [worker],
            CallSite = site,
        };
        var report = new MemoryReport
        {
            Objects = [Info(1, 3 << 20, "Shop.Load in Shop.cs:7", 1), Info(2, 2 << 20, "Shop.Load in Shop.cs:7", null), Info(3, 200 << 10, null, 2)],
            ObjectCount = 3,
            Capacity = 64 << 20,
            InUse = 8 << 20,
            Reserved = 16 << 20,
            Spilled = 2 << 20,
            WaitingRequests = 1,
        };
        string[] lines = report.ToString().Split('\n');
        Assert.Equal("Object store: 3 objects, 8.0 MiB of 64.0 MiB in use, 16.0 MiB made ahead, 2.0 MiB on disk, 1 request waiting for room.", lines[0]);
        Assert.Equal("        2       5.0 MiB       2.0 MiB  Shop.Load in Shop.cs:7", lines[3]);
        Assert.Equal("        1     200.0 KiB       0.0 KiB  not recorded (RayOptions.RecordCallSites)", lines[4]);
        Assert.Equal("        size  place            nodes     owner     writer    refs  referenced by     read by           object", lines[6]);
        Assert.Equal("     3.0 MiB  pinned           1 2       1.1       1.2          1  1.2               1.1 1.2           object 1.1:1.0", lines[7]);
        Assert.Equal("     2.0 MiB  spilled          1 2       1.1       1.2          ?                    1.1 1.2           object 1.1:2.0", lines[8]);
        Assert.Equal("   200.0 KiB  memory           1 2       1.1       1.2          2  1.2                                 object 1.1:3.0", lines[9]);
    }
}
