using System.IO.Compression;
using RaySharp.Hosting;

namespace RaySharp.Tests.Hosting;

/// <summary>Programs as archives; and archives that nobody of us has made.</summary>
public sealed class CodeArchiveTests : IDisposable
{
    private const int Link = 0xA000, Device = 0x2000, ModeShift = 16;
    private readonly string _folder = Directory.CreateTempSubdirectory("raysharp-archive-").FullName;

    private string Archive => Path.Combine(_folder, "archive.zip");

    private string Target => Path.Combine(_folder, "inside", "target");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_comes_out_with_the_same_code_for_this_user_only()
    {
        string source = Path.Combine(_folder, "source");
        Directory.CreateDirectory(Path.Combine(source, "de"));
        File.WriteAllText(Path.Combine(source, "program"), "runs");
        File.WriteAllText(Path.Combine(source, "de", "texts.dll"), "Guten Tag");
        File.WriteAllText(Path.Combine(source, CodeFolder.Launcher), "not of the program");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(source, "program"), (UnixFileMode)0b111_101_101);
        CodeArchive.Pack(source, Archive);
        CodeArchive.Unpack(Archive, Target);
        Assert.Equal(CodeFolder.Hash(source), CodeFolder.Hash(Target));
        Assert.False(File.Exists(Path.Combine(Target, CodeFolder.Launcher)));
        if (OperatingSystem.IsWindows()) return;
        List<string> modes = [];
        foreach (string path in new[] { Archive, Path.Combine(Target, "de", "texts.dll"), Path.Combine(Target, "program"), Path.Combine(Target, "de") }) modes.Add(Convert.ToString((int)File.GetUnixFileMode(path), 8));
        Assert.Equal(["600", "600", "700", "700"], modes);
    }

    [Theory]
    [InlineData("../escaped")]
    [InlineData("a/../../../escaped")]
    [InlineData("/tmp/raysharp-escaped")]
    [InlineData("..\\escaped")]
    [InlineData("a//b")]
    [InlineData("./a")]
    [InlineData("a/")]
    [InlineData("C:a")]
    [InlineData("..")]
    public void A_name_that_leads_elsewhere_is_refused(string name)
    {
        Make((name, "x", 0));
        Refused("a file is named '");
        Assert.Empty(Directory.EnumerateFiles(_folder, "*escaped*", SearchOption.AllDirectories));
        Assert.False(File.Exists("/tmp/raysharp-escaped"));
    }

    [Theory]
    [InlineData(Link)]
    [InlineData(Device)]
    public void What_is_no_plain_file_is_refused(int type)
    {
        Make(("a", "/etc/passwd", type));
        Refused("'a' is no plain file");
    }

    [Fact]
    public void Two_files_of_one_name_are_refused()
    {
        Make(("a", "1", 0), ("A", "2", 0));
        Refused("differ in the case");
    }

    [Fact]
    public void A_file_that_is_also_a_folder_is_refused()
    {
        Make(("a", "1", 0), ("a/b", "2", 0));
        Refused("is refused");
    }

    [Fact]
    public void A_bomb_is_refused_before_it_goes_off()
    {
        using (var zip = ZipFile.Open(Archive, ZipArchiveMode.Create))
        using (var entry = zip.CreateEntry("zeros", CompressionLevel.SmallestSize).Open()) entry.Write(new byte[32 << 20]);
        Refused("larger than its size allows");
    }

    [Fact]
    public void What_is_no_archive_is_refused()
    {
        File.WriteAllText(Archive, "no archive");
        Refused("is refused");
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_damaged_archive_is_refused_or_has_another_code_and_nothing_is_written_elsewhere(int seed)
    {
        Random random = new(seed);
        string source = Path.Combine(_folder, "source");
        Directory.CreateDirectory(Path.Combine(source, "sub"));
        File.WriteAllText(Path.Combine(source, "a"), string.Concat(Enumerable.Range(0, 500)));
        File.WriteAllText(Path.Combine(source, "sub", "b"), "b");
        CodeArchive.Pack(source, Archive);
        byte[] whole = File.ReadAllBytes(Archive);
        string code = CodeFolder.Hash(source);
        int refused = 0;
        for (int i = 0; i < 100; i++)
        {
            byte[] damaged = [.. whole];
            for (int flips = random.Next(1, 5); flips > 0; flips--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(Archive, damaged);
            try
            {
                CodeArchive.Unpack(Archive, Target);
                if (CodeFolder.Hash(Target) != code) refused++;
                Directory.Delete(Target, recursive: true);
            }
            catch (WorkerStartException)
            {
                Assert.False(Directory.Exists(Target));
                refused++;
            }
            Assert.Equal([Archive, Path.Combine(_folder, "inside"), source], Directory.EnumerateFileSystemEntries(_folder).Order());
        }
        Assert.InRange(refused, 20, 100);
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 5)];

    [Fact]
    public void A_sent_program_is_started_where_it_is_and_by_this_machines_host()
    {
        JobProgram program = new() { Code = "c", Folder = "/home/me/app/", Executable = "/home/me/app/App", Arguments = [], Assemblies = [], Namespace = "", SendsOutput = false, LeastLogLevel = 0, RecordCallSites = false };
        Assert.Equal("/tmp/code/c/App", SentPrograms.Moved(program, "/tmp/code/c").Executable);
        var hosted = SentPrograms.Moved(program with { Executable = "/opt/dotnet/dotnet", Arguments = ["exec", "--depsfile", "/home/me/app/App.deps.json", "/home/me/app/App.dll", "/home/me/application"] }, "/tmp/code/c");
        Assert.EndsWith("dotnet", hosted.Executable);
        Assert.NotEqual("/opt/dotnet/dotnet", hosted.Executable);
        Assert.Equal(["exec", "--depsfile", "/tmp/code/c/App.deps.json", "/tmp/code/c/App.dll", "/home/me/application"], hosted.Arguments);
    }

    private void Make(params (string Name, string Content, int Type)[] files)
    {
        using var zip = ZipFile.Open(Archive, ZipArchiveMode.Create);
        foreach (var (name, content, type) in files)
        {
            var entry = zip.CreateEntry(name);
            entry.ExternalAttributes = (type | 0b110_000_000) << ModeShift;
            using var writer = new StreamWriter(entry.Open());
            writer.Write(content);
        }
    }

    private void Refused(string words)
    {
        Assert.Contains(words, Assert.Throws<WorkerStartException>(() => CodeArchive.Unpack(Archive, Target)).Message);
        Assert.False(Directory.Exists(Target));
    }
}
