namespace RaySharp.Codecs;

/// <summary>What a method that returns nothing returns, for code that needs a type there.</summary>
public readonly struct VoidResult : IEquatable<VoidResult>
{
    /// <inheritdoc/>
    public bool Equals(VoidResult other) => true;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is VoidResult;

    /// <inheritdoc/>
    public override int GetHashCode() => 0;

    /// <summary>Always true: there is one value.</summary>
    public static bool operator ==(VoidResult left, VoidResult right) => true;

    /// <summary>Always false: there is one value.</summary>
    public static bool operator !=(VoidResult left, VoidResult right) => false;
}

/// <summary>
/// <see cref="VoidResult"/>: no bytes. As elements of collections, <see cref="CodecWriter.MaxFreeElements"/> in one input.
/// </summary>
public struct VoidCodec : ICodec<VoidResult>
{
    /// <inheritdoc/>
    public static void Write(CodecWriter writer, VoidResult value) { }

    /// <inheritdoc/>
    public static VoidResult Read(ref CodecReader reader) => default;
}
