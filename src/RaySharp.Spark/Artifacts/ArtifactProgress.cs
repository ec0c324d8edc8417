namespace RaySharp.Spark;

/// <summary>How much of an artifact has been sent.</summary>
/// <param name="Name">The artifact's name.</param>
/// <param name="SentBytes">How much has been sent.</param>
/// <param name="TotalBytes">How much it is.</param>
public sealed record ArtifactProgress(string Name, long SentBytes, long TotalBytes);
