namespace RaySharp.Launch.Tests;

/// <summary>What a program under test must print.</summary>
internal static class Answer
{
    private const string Expected = "answer 42, in a worker: True";

    /// <summary>Exactly once: a worker that came to Main would print it too.</summary>
    public static void IsIn(string output)
    {
        Assert.True(output.Contains(Expected), output);
        Assert.True(output.Split(Expected).Length == 2, "Main has run more than once: " + output);
    }
}
