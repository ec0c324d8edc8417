namespace RaySharp.Spilling;

/// <summary>What was read back is not what was spilled.</summary>
internal sealed class SpillCorruptException(SpillLocation location, string what, string expected, string found)
    : IOException($"Restoring {location.Length} bytes at offset {location.Offset} of {location.File} was asked for: its {what} should be {expected} and is {found}. "
        + "The file was changed or damaged after it was written; check the disk.")
{
    public SpillLocation Location => location;
}
