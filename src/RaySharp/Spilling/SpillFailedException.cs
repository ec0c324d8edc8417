namespace RaySharp.Spilling;

/// <summary>Objects could not be written to any of the places they may be spilled to.</summary>
internal sealed class SpillFailedException : IOException
{
    /// <param name="bytes">How many bytes were to be written.</param>
    /// <param name="failures">What each folder (or other place) answered; at least one.</param>
    public SpillFailedException(long bytes, IReadOnlyList<(string Folder, Exception Cause)> failures)
        : base($"Spilling {bytes} bytes was asked for, and no folder took them: {string.Join("; ", failures.Select(static each => $"{each.Folder}: {each.Cause.Message}"))} "
            + "Free space there, or name another folder.", failures[0].Cause)
    {
        Bytes = bytes;
        Failures = failures;
    }

    public long Bytes { get; }

    public IReadOnlyList<(string Folder, Exception Cause)> Failures { get; }
}
