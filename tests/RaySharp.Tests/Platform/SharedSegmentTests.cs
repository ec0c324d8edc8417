using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using RaySharp.Platform;

namespace RaySharp.Tests.Platform;

[UnsupportedOSPlatform("windows")]
public sealed partial class SharedSegmentTests : IDisposable
{
    private const long Size = 1 << 20;
    private readonly string _folder = Directory.CreateTempSubdirectory("raysharp-segments-").FullName;

    public static TheoryData<bool> Kinds => [false, true];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Two_mappings_see_each_others_bytes(bool inFolder)
    {
        using SharedSegment created = Create(inFolder);
        using SharedSegment opened = SharedSegment.Open(created.Path, Size, writable: false);
        using Mapping writer = created.Map(writable: true), reader = opened.Map(writable: false);
        Bytes(writer)[^1] = 42;
        Assert.Equal(42, Bytes(reader)[^1]);
        Assert.Equal((true, false), (writer.IsWritable, reader.IsWritable));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_was_opened_writable_is_written_by_two(bool inFolder)
    {
        using SharedSegment created = Create(inFolder);
        using SharedSegment opened = SharedSegment.Open(created.Path, Size, writable: true);
        using Mapping one = created.Map(writable: false), other = opened.Map(writable: true);
        Bytes(other)[0] = 7;
        Assert.Equal(7, Bytes(one)[0]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public unsafe void A_reader_gets_no_writable_memory_from_the_kernel(bool inFolder)
    {
        const int ReadWrite = 3;
        using SharedSegment created = Create(inFolder);
        using SharedSegment opened = SharedSegment.Open(created.Path, Size, writable: false);
        using Mapping reader = opened.Map(writable: false);
        Assert.Equal(-1, Protect((nint)reader.Pointer, (nuint)Size, ReadWrite));
        Assert.Contains("opened read-only", Assert.Throws<InvalidOperationException>(() => opened.Map(writable: true)).Message);
        Assert.Throws<IOException>(() => opened.Reserve(0, Size));
        Assert.Throws<IOException>(() => opened.TryPunch(0, Size));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Another_size_than_said_is_refused(bool inFolder)
    {
        using SharedSegment created = Create(inFolder);
        string message = Assert.Throws<IOException>(() => SharedSegment.Open(created.Path, Size * 2, writable: false)).Message;
        Assert.Contains($"{Size * 2} bytes was expected at {created.Path}", message);
        Assert.Contains($"it has {Size} bytes", message);
    }

    [Fact]
    public void A_memory_file_without_seals_is_refused_even_when_its_size_is_right()
    {
        const uint AllowSealing = 2;
        int fd = Libc.MemfdCreate("unsealed", AllowSealing);
        Assert.Equal(0, Libc.Truncate(fd, Size));
        Assert.Equal(0, Libc.Truncate(fd, 4096));
        string path = $"/proc/self/fd/{fd}";
        Assert.Contains("its seals are 0", Assert.Throws<IOException>(() => SharedSegment.Open(path, Size, writable: false)).Message);
        Assert.Contains("its seals are 0", Assert.Throws<IOException>(() => SharedSegment.Open(path, 4096, writable: false)).Message);
        Descriptor.Close(fd);
    }

    [Fact]
    public void A_memory_file_can_be_neither_cut_nor_grown()
    {
        using SharedSegment created = Create(inFolder: false);
        int fd = int.Parse(Path.GetFileName(created.Path), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(-1, Libc.Truncate(fd, Size / 2));
        Assert.Equal(-1, Libc.Truncate(fd, Size * 2));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Punched_pages_read_zero_in_every_mapping_and_can_be_written_again(bool inFolder)
    {
        using SharedSegment created = Create(inFolder);
        using Mapping writer = created.Map(writable: true), reader = created.Map(writable: false);
        created.Reserve(0, Size);
        writer.Prefault(0, Size);
        Bytes(writer).Fill(9);
        Assert.True(created.TryPunch(4096, 8192));
        Assert.Equal(9, Bytes(reader)[4095]);
        Assert.Equal(new byte[8192], Bytes(reader).Slice(4096, 8192).ToArray());
        Assert.Equal(9, Bytes(reader)[4096 + 8192]);
        Bytes(writer)[5000] = 1;
        Assert.Equal(1, Bytes(reader)[5000]);
    }

    [Fact]
    public void A_hole_gives_the_memory_back()
    {
        using SharedSegment created = SharedSegment.Create("holes", Size, _folder);
        created.Reserve(0, Size);
        long reserved = Blocks(created.Path);
        Assert.True(created.TryPunch(0, Size));
        Assert.True(reserved >= Size / 512, $"{reserved} blocks were reserved");
        Assert.InRange(Blocks(created.Path), 0, 16);
    }

    [Fact]
    public void A_file_is_the_users_own_and_gone_when_its_creator_disposes_it()
    {
        SharedSegment created = Create(inFolder: true);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(created.Path));
        SharedSegment.Open(created.Path, Size, writable: true).Dispose();
        using Mapping stays = created.Map(writable: true);
        Assert.True(File.Exists(created.Path));
        created.Dispose();
        Assert.False(File.Exists(created.Path));
        Bytes(stays)[0] = 1;
        Assert.Contains("Its creator has ended", Assert.Throws<IOException>(() => SharedSegment.Open(created.Path, Size, writable: false)).Message);
    }

    [Fact]
    public void A_file_that_others_may_use_is_refused()
    {
        using SharedSegment created = Create(inFolder: true);
        File.SetUnixFileMode(created.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.Contains("OtherRead", Assert.Throws<IOException>(() => SharedSegment.Open(created.Path, Size, writable: false)).Message);
    }

    [Fact]
    public void A_memory_file_is_gone_when_its_creator_disposes_it_and_mappings_stay()
    {
        SharedSegment created = Create(inFolder: false);
        using Mapping stays = created.Map(writable: true);
        created.Dispose();
        Bytes(stays)[0] = 1;
        Assert.Throws<IOException>(() => SharedSegment.Open(created.Path, Size, writable: false));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Another_process_opens_it_by_its_path(bool inFolder)
    {
        using SharedSegment created = Create(inFolder);
        using Mapping writer = created.Map(writable: true);
        "from here"u8.CopyTo(Bytes(writer));
        using Process other = Process.Start(new ProcessStartInfo("head", ["-c", "9", created.Path]) { RedirectStandardOutput = true })!;
        Assert.Equal("from here", other.StandardOutput.ReadToEnd());
        other.WaitForExit();
    }

    [Fact]
    public void A_mapping_as_dotnet_makes_it_is_the_same_memory()
    {
        using SharedSegment created = Create(inFolder: true);
        using Mapping native = created.Map(writable: true);
        using var file = File.OpenHandle(created.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        Mapping view = Mapping.OfView(file, Size, writable: true);
        Mapping shared = view.Share();
        view.Dispose();
        Bytes(shared)[^1] = 3;
        Assert.Equal(3, Bytes(native)[^1]);
        shared.Release();
        Assert.True(shared.IsClosed);
    }

    [Fact]
    public void Prefaulting_changes_no_byte()
    {
        using SharedSegment created = Create(inFolder: true);
        using var file = File.OpenHandle(created.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        using Mapping writer = created.Map(writable: true), reader = created.Map(writable: false), view = Mapping.OfView(file, Size, writable: true);
        Bytes(writer).Fill(5);
        writer.Prefault(100, Size - 200);
        view.Prefault(100, Size - 200);
        writer.Prefault(Size, 0);
        Assert.Equal(-1, Bytes(reader).IndexOfAnyExcept((byte)5));
        Assert.Throws<InvalidOperationException>(() => reader.Prefault(0, 1));
    }

    [Fact]
    public void Ranges_outside_and_sizes_that_no_system_has_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SharedSegment.Create("none", 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => SharedSegment.Create("negative", -1, _folder));
        Assert.Contains($"{long.MaxValue} bytes", Assert.Throws<IOException>(() => SharedSegment.Create("huge", long.MaxValue, _folder)).Message);
        Assert.Empty(Directory.EnumerateFiles(_folder));
        using (SharedSegment huge = SharedSegment.Create("huge", long.MaxValue))
            Assert.Contains($"{long.MaxValue} bytes", Assert.Throws<IOException>(() => huge.Map(writable: true)).Message);
        using SharedSegment created = Create(inFolder: false);
        created.Reserve(Size, 0);
        Assert.True(created.TryPunch(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => created.Reserve(1, Size));
        Assert.Throws<ArgumentOutOfRangeException>(() => created.TryPunch(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => created.TryPunch(Size, long.MaxValue));
    }

    [Fact]
    public void What_cannot_be_reserved_is_told_with_the_bytes_and_the_systems_error()
    {
        using SharedSegment created = Create(inFolder: false);
        using SharedSegment opened = SharedSegment.Open(created.Path, Size, writable: false);
        string message = Assert.Throws<IOException>(() => opened.Reserve(4096, 8192)).Message;
        Assert.Contains($"Reserving 8192 bytes at 4096 of {created.Path} ({Size} bytes) failed: Bad file descriptor", message);
    }

    private SharedSegment Create(bool inFolder) => SharedSegment.Create("test", Size, inFolder ? _folder : null);

    private static unsafe Span<byte> Bytes(Mapping mapping) => new(mapping.Pointer, (int)mapping.Length);

    private static long Blocks(string path)
    {
        using Process stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%b", path]) { RedirectStandardOutput = true })!;
        return long.Parse(stat.StandardOutput.ReadToEnd(), System.Globalization.CultureInfo.InvariantCulture);
    }

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nuint length, int protection);
}
