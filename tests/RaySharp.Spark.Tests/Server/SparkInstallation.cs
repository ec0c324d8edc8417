namespace RaySharp.Spark.Tests.Server;

/// <summary>The Spark that SPARK_HOME names, and the Java to run it; tests that need them are skipped where they are missing.</summary>
internal sealed record SparkInstallation(string Home, string Java)
{
    public static SparkInstallation FindOrSkip()
    {
        string? home = Environment.GetEnvironmentVariable("SPARK_HOME");
        Assert.SkipWhen(string.IsNullOrEmpty(home), "SPARK_HOME is not set: it must name a Spark 4.");
        Assert.SkipUnless(Directory.Exists(Path.Combine(home!, "jars")), $"SPARK_HOME={home} has no folder 'jars'.");
        Assert.SkipUnless(Directory.EnumerateFiles(Path.Combine(home!, "jars"), "spark-connect_*.jar").Any(), $"SPARK_HOME={home} has no Spark Connect: it must name a Spark 4.");
        string? java = FindJava();
        Assert.SkipWhen(java == null, "There is no Java: neither JAVA_HOME nor the PATH has one (17 or newer).");
        return new(home!, java!);
    }

    private static string? FindJava()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Where(folder => folder.Length > 0);
        if (Environment.GetEnvironmentVariable("JAVA_HOME") is { Length: > 0 } home) folders = folders.Prepend(Path.Combine(home, "bin"));
        return folders.Select(folder => Path.Combine(folder, "java")).FirstOrDefault(File.Exists);
    }
}
