using RaySharp.Codecs;

namespace RaySharp.Messages;

/// <summary>A control message: its kind and its form. Declared in this folder only, each once.</summary>
internal interface IMessage<TSelf> where TSelf : struct, IMessage<TSelf>
{
    static abstract MessageKind Kind { get; }

    void Write(CodecWriter writer);

    static abstract TSelf Read(ref CodecReader reader);
}
