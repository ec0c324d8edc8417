namespace RaySharp.Spilling;

/// <summary>An object to be spilled.</summary>
/// <param name="Id">Of <see cref="SpillFormat.IdBytes"/> bytes; what they mean is the caller's.</param>
/// <param name="Payload">Its bytes, one segment after the other.</param>
internal readonly record struct SpillRecord(ReadOnlyMemory<byte> Id, IReadOnlyList<ReadOnlyMemory<byte>> Payload);
