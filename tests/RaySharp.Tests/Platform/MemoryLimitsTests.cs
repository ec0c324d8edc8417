using RaySharp.Platform;
using RaySharp.Texts;

namespace RaySharp.Tests.Platform;

public sealed class MemoryLimitsTests : IDisposable
{
    private const long GiB = 1 << 30;
    private const string Mount1 = "35 31 0:32 {0} /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory";
    private const string Mount2 = "41 31 0:38 {0} /sys/fs/cgroup rw,relatime shared:4 - cgroup2 cgroup2 rw";
    private readonly string _root = Directory.CreateTempSubdirectory("raysharp-limits-").FullName;

    public MemoryLimitsTests() => Write("proc/meminfo", "MemTotal:       16777216 kB\nMemFree:         1048576 kB\nMemAvailable:    8388608 kB\n");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Without_cgroups_the_machine_is_the_limit() =>
        Assert.Equal(new MemoryReading(16 * GiB, 8 * GiB, 8 * GiB, At("proc/meminfo"), At("proc/meminfo")), Read());

    [Fact]
    public void The_lowest_limit_of_the_cgroup_and_its_parents_counts()
    {
        InCgroup2("/", "/job/worker");
        Cgroup2("job", "2147483648", GiB, 0);
        Cgroup2("job/worker", "4294967296", GiB / 2, 0);
        Assert.Equal(new MemoryReading(2 * GiB, GiB, GiB, At("sys/fs/cgroup/job/memory.max"), At("sys/fs/cgroup/job/memory.max")), Read());
    }

    [Fact]
    public void File_pages_that_were_not_used_for_long_do_not_count_as_used()
    {
        InCgroup2("/", "/job");
        Cgroup2("job", "4294967296", 3 * GiB, GiB);
        Assert.Equal((4 * GiB, 2 * GiB, 2 * GiB), Numbers(Read()));
    }

    [Fact]
    public void A_higher_limit_that_neighbours_have_nearly_used_up_leaves_least()
    {
        InCgroup2("/", "/job/worker");
        Cgroup2("job", "8589934592", 8 * GiB - 4096, 0);
        Cgroup2("job/worker", "4294967296", GiB, 0);
        MemoryReading reading = Read();
        Assert.Equal((4 * GiB, GiB, 4096), Numbers(reading));
        Assert.Equal((At("sys/fs/cgroup/job/worker/memory.max"), At("sys/fs/cgroup/job/memory.max")), (reading.Source, reading.LeftSource));
    }

    [Theory]
    [InlineData("max")]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("99999999999999")]
    public void What_is_no_limit_below_the_machines_memory_limits_nothing(string limit)
    {
        InCgroup2("/", "/job");
        Cgroup2("job", limit, GiB, 0);
        Assert.Equal((16 * GiB, 8 * GiB, 8 * GiB), Numbers(Read()));
    }

    [Fact]
    public void Version_1_counts_with_all_its_children()
    {
        Write("proc/self/mountinfo", string.Format(null, Mount1, "/"));
        Write("proc/self/cgroup", "9:name=systemd:/\n4:cpu,memory:/job\n0::/\n");
        Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        Write("sys/fs/cgroup/memory/memory.usage_in_bytes", "1\n");
        Write("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "4294967296\n");
        Write("sys/fs/cgroup/memory/job/memory.usage_in_bytes", "3221225472\n");
        Write("sys/fs/cgroup/memory/job/memory.stat", "inactive_file 1\ntotal_inactive_file 1073741824\n");
        Assert.Equal((4 * GiB, 2 * GiB, 2 * GiB), Numbers(Read()));
    }

    [Theory]
    [InlineData("/docker/abc", "/docker/abc")]
    [InlineData("/docker/abc", "/docker/abc/../other")]
    [InlineData("/", "/../..")]
    [InlineData("/", "/not/shown/here")]
    public void In_a_container_the_mount_itself_is_its_cgroup(string mountRoot, string path)
    {
        InCgroup2(mountRoot, path);
        Cgroup2("", "2147483648", GiB, 0);
        Assert.Equal((2 * GiB, GiB, GiB), Numbers(Read()));
    }

    [Fact]
    public void Limits_are_read_anew_each_time()
    {
        InCgroup2("/", "/job");
        Cgroup2("job", "4294967296", GiB, 0);
        MemoryLimits limits = new(_root);
        Assert.Equal(3 * GiB, limits.Read().Left);
        Cgroup2("job", "4294967296", 2 * GiB, 0);
        Assert.Equal(2 * GiB, limits.Read().Left);
    }

    [Fact]
    public void Where_nothing_is_written_the_runtime_is_asked()
    {
        File.Delete(At("proc/meminfo"));
        Assert.Equal("the operating system", Read().Source);
        Assert.InRange(Read().Limit, 1, long.MaxValue);
    }

    [Fact]
    public void On_this_machine_something_is_used_and_something_is_left()
    {
        MemoryReading reading = new MemoryLimits().Read();
        Assert.InRange(reading.Used, 1, reading.Limit);
        Assert.InRange(reading.Left, 1, reading.Limit);
    }

    [Fact]
    public void A_processs_memory_is_known_while_it_lives()
    {
        Write("proc/77/statm", "1000 300 100 1 0 50 0\n");
        Assert.Equal(new ProcessMemory(300L * Environment.SystemPageSize, 200L * Environment.SystemPageSize), ProcessMemory.Of(77, _root));
        Assert.Null(ProcessMemory.Of(78, _root));
        Assert.InRange(ProcessMemory.Of(Environment.ProcessId)!.Value.Resident, 1 << 20, long.MaxValue);
        Assert.Null(ProcessMemory.Of(int.MaxValue));
    }

    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(1023, "1023 bytes")]
    [InlineData(1536, "1.5 KiB (1536 bytes)")]
    [InlineData(2 * GiB, "2 GiB (2147483648 bytes)")]
    [InlineData(-2 * GiB, "-2 GiB (-2147483648 bytes)")]
    [InlineData(long.MaxValue, "8 EiB (9223372036854775807 bytes)")]
    public void Bytes_are_told_in_units_and_exactly(long bytes, string text) => Assert.Equal(text, ByteText.Of(bytes));

    private static (long Limit, long Used, long Left) Numbers(MemoryReading reading) => (reading.Limit, reading.Used, reading.Left);

    private MemoryReading Read() => new MemoryLimits(_root).Read();

    private string At(string path) => Path.Combine(_root, path);

    private void InCgroup2(string mountRoot, string path)
    {
        Write("proc/self/mountinfo", "27 1 254:0 / / rw - ext4 /dev/vda rw\n" + string.Format(null, Mount2, mountRoot));
        Write("proc/self/cgroup", $"0::{path}\n");
    }

    private void Cgroup2(string path, string limit, long used, long inactive)
    {
        Write($"sys/fs/cgroup/{path}/memory.max", limit + "\n");
        Write($"sys/fs/cgroup/{path}/memory.current", $"{used}\n");
        Write($"sys/fs/cgroup/{path}/memory.stat", $"anon 1\ninactive_file {inactive}\n");
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }
}
