namespace RaySharp;

/// <summary>
/// Has a codec generated. On a type: for it. On an assembly, with a type: for that one, though no remote method mentions it.
/// On a base class or interface, with <see cref="Derived"/>: the closed set of types that may stand for it.
/// </summary>
/// <param name="type">On an assembly: the type. On a type: leave it out.</param>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface, AllowMultiple = true)]
public sealed class RaySerializableAttribute(Type? type = null) : Attribute
{
    /// <summary>The type that travels.</summary>
    public Type? Type { get; } = type;

    /// <summary>The types that may stand for this one, in an order that stays: their positions travel.</summary>
    public Type[] Derived { get; init; } = [];
}
