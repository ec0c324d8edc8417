namespace RaySharp.Spark.Tests.Artifacts;

public sealed class SparkArtifactTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void Names_say_the_kind_and_where_an_archive_is_unpacked()
    {
        Assert.Equal("files/model.bin", SparkArtifact.File(_path, "model.bin").Name);
        Assert.Equal($"files/{Path.GetFileName(_path)}", SparkArtifact.File(_path).Name);
        Assert.Equal("archives/app-1.zip#app", SparkArtifact.Archive(_path, "app", "app-1.zip").Name);
        Assert.Equal("archives/app-1.zip#app-1.zip", SparkArtifact.Archive(_path, name: "app-1.zip").Name);
    }

    [Theory]
    [InlineData("../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../b")]
    [InlineData("a//b")]
    [InlineData("a#b")]
    public void Names_that_lead_elsewhere_are_refused(string name) => Assert.Contains("cannot be an artifact's name", Assert.Throws<ArgumentException>(() => SparkArtifact.File(_path, name)).Message);

    [Fact]
    public void A_missing_file_is_told_at_once() => Assert.Contains("there is no such file", Assert.Throws<FileNotFoundException>(() => SparkArtifact.File("/no/such/file")).Message);

    public void Dispose() => File.Delete(_path);
}
