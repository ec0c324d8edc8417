using RaySharp.Spark.Hosting;

namespace RaySharp.Spark.Tests.Hosting;

public sealed class AppFolderTests
{
    [Fact]
    public void A_program_that_is_too_large_to_be_sent_is_refused_with_its_size()
    {
        string folder = Directory.CreateTempSubdirectory("raysharp-large-").FullName;
        using (var data = File.Create(Path.Combine(folder, "data"))) data.SetLength((2L << 30) + 1);     // holes: it takes no room
        var refused = Assert.Throws<SparkArtifactException>(() => AppFolder.FilesOf(folder));
        Directory.Delete(folder, recursive: true);
        Assert.Contains($"The program's folder '{folder}' has 2048 MiB; at most 2048 MiB can be sent", refused.Message);
    }
}
