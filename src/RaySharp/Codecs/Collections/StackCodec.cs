#nullable disable annotations // One codec serves the collection with and without null.

namespace RaySharp.Codecs;

/// <summary>Stack: the form of an array, the top first.</summary>
/// <typeparam name="T">The elements' type.</typeparam>
/// <typeparam name="TCodec">The elements' codec.</typeparam>
public struct StackCodec<T, TCodec> : ICodec<Stack<T>> where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static int MinBytes => 1;

    /// <inheritdoc/>
    public static void Write(CodecWriter writer, Stack<T> value) => Elements<T, TCodec>.WriteCollection(writer, value);

    /// <inheritdoc/>
    /// <exception cref="CodecException">The count cannot be true, or an element is damaged.</exception>
    public static Stack<T> Read(ref CodecReader reader)
    {
        var items = Elements<T, TCodec>.ReadArray(ref reader);
        if (items is null) return null;
        Array.Reverse(items);
        return new Stack<T>(items);
    }
}
