namespace RaySharp.Spilling;

/// <summary>Where a spilled object is.</summary>
/// <param name="File">The storage's name of the file.</param>
/// <param name="Offset">Where its record begins.</param>
/// <param name="Length">Bytes of the object itself.</param>
internal readonly record struct SpillLocation(string File, long Offset, long Length);
