using System.ComponentModel;
using RaySharp.Codecs;
using RaySharp.References;

namespace RaySharp.Stubs;

/// <summary>Gives out the references of separate results. Of generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct SeparateReturns
{
    private readonly ObjectEntry[] _entries;

    internal SeparateReturns(ObjectEntry[] entries) => _entries = entries;

    /// <summary>The reference to one result.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <typeparam name="TCodec">Its codec.</typeparam>
    /// <param name="index">Its position.</param>
    /// <returns>The reference.</returns>
    public ObjectRef<T> Ref<T, TCodec>(int index) where TCodec : struct, ICodec<T> => new(_entries[index], Codec<T>.Of<TCodec>());

    /// <summary>The references to all results, of one type.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <typeparam name="TCodec">Their codec.</typeparam>
    /// <returns>The references, in order.</returns>
    public ObjectRef<T>[] Refs<T, TCodec>() where TCodec : struct, ICodec<T> =>
        Array.ConvertAll(_entries, static entry => new ObjectRef<T>(entry, Codec<T>.Of<TCodec>()));
}
