namespace RaySharp;

/// <summary>Names a hand-written codec for a type, for the whole assembly.</summary>
/// <param name="type">The type that travels; often one that you do not own.</param>
/// <param name="codec">An empty struct that implements <see cref="Codecs.ICodec{T}"/> of <paramref name="type"/>.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class RayCodecAttribute(Type type, Type codec) : Attribute
{
    /// <summary>The type that travels.</summary>
    public Type Type { get; } = type;

    /// <summary>Its codec.</summary>
    public Type Codec { get; } = codec;
}
