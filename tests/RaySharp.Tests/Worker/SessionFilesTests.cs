using RaySharp.Worker;

namespace RaySharp.Tests.Worker;

public sealed class SessionFilesTests
{
    [Fact]
    public async Task Several_remove_a_folder_at_a_time()
    {
        for (int round = 0; round < 20; round++)
        {
            string folder = SessionFiles.Create();
            for (int i = 0; i < 50; i++) File.WriteAllBytes(Path.Combine(folder, $"{i}.s"), []);
            Directory.CreateDirectory(Path.Combine(folder, "inner"));
            SessionFiles.Remember(folder, Environment.ProcessId);
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => SessionFiles.Remove(folder))));
            Assert.False(Directory.Exists(folder));
        }
    }

    [Fact]
    public void Removing_what_is_not_there_is_fine() => SessionFiles.Remove("/tmp/raysharp-that-is-not-there");

    [Fact]
    public void What_a_killed_process_left_is_removed_with_the_folder()
    {
        const int NoProcess = int.MaxValue;
        string left = Path.Combine(Path.GetTempPath(), $"dotnet-diagnostic-{NoProcess}-1-socket");
        File.WriteAllBytes(left, []);
        string folder = SessionFiles.Create();
        SessionFiles.Remember(folder, NoProcess);
        SessionFiles.Remove(folder);
        Assert.False(File.Exists(left));
    }
}
