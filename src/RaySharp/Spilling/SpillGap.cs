namespace RaySharp.Spilling;

/// <summary>A part of a file that holds nothing any more, or a whole file.</summary>
/// <param name="File">The storage's name of the file.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Length">Its bytes, headers included.</param>
/// <param name="IsFile">Nothing is left in the file.</param>
internal readonly record struct SpillGap(string File, long Offset, long Length, bool IsFile);
