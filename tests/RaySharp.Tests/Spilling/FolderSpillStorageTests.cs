using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using RaySharp.Spilling;

namespace RaySharp.Tests.Spilling;

[UnsupportedOSPlatform("windows")]
public sealed class FolderSpillStorageTests : IDisposable
{
    private const int Megabyte = 1 << 20;
    private readonly string _root = Directory.CreateTempSubdirectory("raysharp-spilling-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Bytes_come_back_from_any_offset_into_any_segments()
    {
        await using FolderSpillStorage storage = new([_root]);
        byte[] one = [.. Enumerable.Range(0, 255).Select(i => (byte)i)], two = new byte[17 * Megabyte];
        new Random(1).NextBytes(two);
        string file = await storage.WriteAsync([one, ReadOnlyMemory<byte>.Empty, two], Token);
        byte[] first = new byte[300], rest = new byte[one.Length + two.Length - 300];
        await storage.ReadAsync(file, 0, [first, rest], null, Token);
        Assert.True(first.Concat(rest).SequenceEqual(one.Concat(two)));
        byte[] middle = new byte[10];
        await storage.ReadAsync(file, 250, [middle], null, Token);
        Assert.Equal(one[250..].Concat(two[..5]), middle);
    }

    [Fact]
    public async Task Folders_take_turns()
    {
        string[] folders = [Path.Combine(_root, "a"), Path.Combine(_root, "b")];
        await using FolderSpillStorage storage = new(folders);
        for (int i = 0; i < 6; i++)
            await storage.WriteAsync([new byte[] { 1 }], Token);
        Assert.Equal([3, 3], folders.Select(Files));
    }

    [Fact]
    public async Task A_folder_that_fails_is_passed_over()
    {
        string broken = Path.Combine(_root, "broken"), fine = Path.Combine(_root, "fine");
        File.WriteAllText(broken, "a file, where a folder should be");
        await using FolderSpillStorage storage = new([broken, fine]);
        for (int i = 0; i < 4; i++)
            await storage.WriteAsync([new byte[] { 1 }], Token);
        Assert.Equal(4, Files(fine));
    }

    [Fact]
    public async Task When_no_folder_takes_it_each_ones_answer_is_told()
    {
        string[] broken = [Path.Combine(_root, "one"), Path.Combine(_root, "two")];
        foreach (string file in broken)
            File.WriteAllText(file, "a file, where a folder should be");
        await using FolderSpillStorage storage = new(broken);
        SpillFailedException failure = await Assert.ThrowsAsync<SpillFailedException>(() => storage.WriteAsync([new byte[77]], Token));
        Assert.Equal((77, 2), (failure.Bytes, failure.Failures.Count));
        Assert.Contains("Spilling 77 bytes", failure.Message);
        Assert.All(broken, folder => Assert.Contains(folder, failure.Message));
        Assert.IsType<IOException>(failure.InnerException, exactMatch: false);
    }

    [Fact]
    public async Task Files_and_folders_are_the_users_own_and_gone_at_the_end()
    {
        FolderSpillStorage storage = new([_root]);
        string file = await storage.WriteAsync([new byte[] { 1 }], Token);
        const UnixFileMode ReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(ReadWrite, File.GetUnixFileMode(file));
        Assert.Equal(ReadWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(storage.RunFolders[0]));
        await storage.DisposeAsync();
        Assert.Empty(Directory.EnumerateFileSystemEntries(_root));
    }

    [Fact]
    public async Task Two_runs_share_a_folder()
    {
        await using FolderSpillStorage stays = new([_root]);
        string file = await stays.WriteAsync([new byte[] { 1 }], Token);
        FolderSpillStorage ends = new([_root]);
        await ends.WriteAsync([new byte[] { 2 }], Token);
        await ends.DisposeAsync();
        Assert.True(File.Exists(file));
    }

    [Fact]
    public async Task A_deleted_file_is_gone_and_may_be_deleted_again()
    {
        await using FolderSpillStorage storage = new([_root]);
        string file = await storage.WriteAsync([new byte[] { 1 }], Token);
        await storage.DeleteAsync(file, Token);
        await storage.DeleteAsync(file, Token);
        await Assert.ThrowsAsync<FileNotFoundException>(() => storage.ReadAsync(file, 0, [new byte[1]], null, Token));
    }

    [Fact]
    public async Task A_part_that_is_freed_gives_its_space_back_and_leaves_the_rest()
    {
        await using FolderSpillStorage storage = new([_root]);
        byte[] bytes = new byte[3 * Megabyte];
        new Random(1).NextBytes(bytes);
        string file = await storage.WriteAsync([bytes], Token);
        long before = DiskBytes(file);
        await storage.FreeAsync(file, Megabyte - 100, Megabyte + 200, Token);
        Assert.InRange(before - DiskBytes(file), Megabyte, Megabyte + (64 << 10));
        byte[] first = new byte[Megabyte - 100], last = new byte[Megabyte - 100];
        await storage.ReadAsync(file, 0, [first], null, Token);
        await storage.ReadAsync(file, (2 * Megabyte) + 100, [last], null, Token);
        Assert.True(first.Concat(last).SequenceEqual(bytes[..first.Length].Concat(bytes[^last.Length..])));
        await storage.DeleteAsync(file, Token);
        await Assert.ThrowsAsync<FileNotFoundException>(() => storage.FreeAsync(file, 0, Megabyte, Token));
    }

    [Fact]
    public async Task A_file_that_was_cut_says_where_it_ends()
    {
        await using FolderSpillStorage storage = new([_root]);
        string file = await storage.WriteAsync([new byte[10]], Token);
        File.WriteAllBytes(file, new byte[4]);
        EndOfStreamException cut = await Assert.ThrowsAsync<EndOfStreamException>(() => storage.ReadAsync(file, 0, [new byte[10]], null, Token));
        Assert.Contains($"offset 4 of the spilled file {file}", cut.Message);
    }

    [Fact]
    public async Task A_write_that_is_cancelled_leaves_no_file()
    {
        await using FolderSpillStorage storage = new([_root]);
        using CancellationTokenSource cancelled = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => storage.WriteAsync(new CancellingSegments(cancelled), cancelled.Token));
        Assert.Equal(0, Files(_root));
    }

    private static int Files(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Count();

    private static long DiskBytes(string file)
    {
        const int blockBytes = 512;
        using Process stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%b", file]) { RedirectStandardOutput = true })!;
        return blockBytes * long.Parse(stat.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture);
    }
}
