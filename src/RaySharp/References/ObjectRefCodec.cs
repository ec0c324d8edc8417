using System.ComponentModel;
using RaySharp.Codecs;

namespace RaySharp.References;

/// <summary>Owner, task and index; a null reference has owner 0. For <see cref="ObjectRef"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ObjectRefCodec : ICodec<ObjectRef?>
{
    /// <inheritdoc/>
    public static void Write(CodecWriter writer, ObjectRef? value)
    {
        var id = value?.Id ?? default;
        writer.WriteRaw(id.Task.Owner.Value);
        writer.WriteRaw(id.Task.Number);
        writer.WriteRaw(id.Index);
        if (value is null) return;
        if (writer.Context is not ReferenceBag bag)
            throw new CodecException("A reference can only be sent as part of a call, a result or a put value.");
        value.Guard();
        bag.Add(value);
    }

    /// <inheritdoc/>
    public static ObjectRef? Read(ref CodecReader reader) => ReadEntry(ref reader) is { } entry ? Guarded(new ObjectRef(entry)) : null;

    internal static ObjectEntry? ReadEntry(ref CodecReader reader)
    {
        var id = new ObjectId(new TaskId(new ProcessId(reader.ReadRaw<ulong>()), reader.ReadRaw<ulong>()), reader.ReadRaw<uint>());
        if (id.Task.Owner == ProcessId.None) return null;
        if (reader.Context is not IReferenceHome home) throw new CodecException("A reference arrived where none can: outside of a call, a result or a put value.");
        return home.GetEntry(id);
    }

    internal static TRef Guarded<TRef>(TRef reference) where TRef : ObjectRef
    {
        reference.Guard();
        return reference;
    }
}

/// <summary>The form of <see cref="ObjectRefCodec"/>, for <see cref="ObjectRef{T}"/>.</summary>
/// <typeparam name="T">The object's type.</typeparam>
/// <typeparam name="TCodec">Its codec.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ObjectRefCodec<T, TCodec> : ICodec<ObjectRef<T>?> where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static void Write(CodecWriter writer, ObjectRef<T>? value) => ObjectRefCodec.Write(writer, value);

    /// <inheritdoc/>
    public static ObjectRef<T>? Read(ref CodecReader reader) =>
        ObjectRefCodec.ReadEntry(ref reader) is { } entry ? ObjectRefCodec.Guarded(new ObjectRef<T>(entry, Codec<T>.Of<TCodec>())) : null;
}
