using System.Text;
using RaySharp.Logs;

namespace RaySharp.Tests.Logs;

public sealed class LogFileReaderTests : IDisposable
{
    private const string Name = "worker-1.2-3.out";
    private readonly string _folder = Directory.CreateTempSubdirectory("raysharp-logs-").FullName;

    private string Path => System.IO.Path.Combine(_folder, Name);

    [Fact]
    public void A_file_is_read_as_it_grows_and_before_it_is_there()
    {
        using LogFileReader reader = new(_folder, Name);
        Assert.Equal("", ReadAll(reader));
        File.AppendAllText(Path, "one\n");
        Assert.Equal("one\n", ReadAll(reader));
        File.AppendAllText(Path, "two\n");
        Assert.Equal("two\n", ReadAll(reader));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "three\n")]
    [InlineData(2, "two\nthree\n")]
    [InlineData(3, "one\ntwo\nthree\n")]
    [InlineData(9, "one\ntwo\nthree\n")]
    public void The_last_lines_can_be_asked_for(int lines, string text)
    {
        File.WriteAllText(Path, "one\ntwo\nthree\n");
        using LogFileReader reader = new(_folder, Name);
        reader.SeekLast(lines);
        Assert.Equal(text, ReadAll(reader));
        File.AppendAllText(Path, "four\n");
        Assert.Equal("four\n", ReadAll(reader));
    }

    /// <summary>A writer that puts its file aside at any moment, a reader that looks at any moment: whatever was not deleted before it was read arrives once, in order.</summary>
    [Fact]
    public void Nothing_is_lost_or_doubled_when_files_are_put_aside()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Files are put aside on Linux only.");
        for (int seed = 1; seed <= 100; seed++) Rotate(new Random(seed), $"seed {seed}");
    }

    [Fact]
    public void A_late_reader_begins_with_the_oldest_that_was_kept()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Files are put aside on Linux only.");
        foreach (string text in new[] { "1", "2", "3", "4" })
        {
            File.WriteAllText(Path, text);
            if (text != "4") Assert.True(LogBackups.TryPutAside(Path, kept: 2));
        }
        using LogFileReader reader = new(_folder, Name);
        Assert.Equal("234", ReadAll(reader));
        Assert.Equal([Name, Name + ".1", Name + ".2"], Directory.EnumerateFiles(_folder).Select(System.IO.Path.GetFileName).Order());
    }

    private void Rotate(Random random, string seed)
    {
        foreach (string old in Directory.EnumerateFiles(_folder)) File.Delete(old);
        StringBuilder written = new(), seen = new();
        using LogFileReader reader = new(_folder, Name);
        var file = Open();
        int asideSinceRead = 0;
        for (int step = 0; step < 60; step++)
        {
            switch (random.Next(4))
            {
                case 0 when asideSinceRead < 2:     // it keeps two
                    LogBackups.TryPutAside(Path, kept: 2);
                    if (random.Next(2) == 0) Write("between");     // as native code may, until the new file is in place
                    file.Dispose();
                    file = Open();
                    asideSinceRead++;
                    break;
                case 1:
                    seen.Append(ReadAll(reader));
                    Write("after");      // the new file is not empty: the reader may leave the old one
                    seen.Append(ReadAll(reader));
                    asideSinceRead = 0;
                    break;
                default:
                    Write($"{step}");
                    break;
            }
        }
        Write("end");
        file.Dispose();
        seen.Append(ReadAll(reader));
        Assert.True(written.ToString() == seen.ToString(), seed);

        FileStream Open() => new(Path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

        void Write(string text)
        {
            file.Write(Encoding.UTF8.GetBytes(text + "\n"));
            written.Append(text).Append('\n');
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string ReadAll(LogFileReader reader)
    {
        byte[] bytes = new byte[7];
        StringBuilder text = new();
        while (reader.Read(bytes) is > 0 and var count) text.Append(Encoding.UTF8.GetString(bytes, 0, count));
        return text.ToString();
    }
}
