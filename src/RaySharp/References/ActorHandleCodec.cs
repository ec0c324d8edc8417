using System.ComponentModel;
using RaySharp.Codecs;
using RaySharp.Contracts;

namespace RaySharp.References;

/// <summary>Creator, number and class id; a null handle has creator 0.</summary>
/// <typeparam name="TActor">The actor's class.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ActorHandleCodec<TActor> : ICodec<ActorHandle<TActor>?> where TActor : class
{
    /// <inheritdoc/>
    public static void Write(CodecWriter writer, ActorHandle<TActor>? value)
    {
        writer.WriteRaw(value?.Id.Creator.Value ?? 0);
        writer.WriteRaw(value?.Id.Number ?? 0);
        writer.WriteRaw(value?.Entry.Class.Id ?? 0);
        if (value is null) return;
        if (writer.Context is not ReferenceBag bag) throw new CodecException("An actor handle can only be sent as part of a call, a result or a put value.");
        bag.Add(value);
    }

    /// <inheritdoc/>
    public static ActorHandle<TActor>? Read(ref CodecReader reader)
    {
        var id = new ActorId(new ProcessId(reader.ReadRaw<ulong>()), reader.ReadRaw<ulong>());
        ulong actorClass = reader.ReadRaw<ulong>();
        if (id.Creator == ProcessId.None) return null;
        if (reader.Context is not IReferenceHome home) throw new CodecException("An actor handle arrived where none can: outside of a call, a result or a put value.");
        if (!MethodRegistry.TryGetActor(actorClass, out var known))
            throw new CodecException($"A handle of an actor class arrived that this process does not know (id {actorClass:x16}; '{typeof(TActor)}' was expected).");
        return new ActorHandle<TActor>(home.GetActor(id, known));
    }
}
