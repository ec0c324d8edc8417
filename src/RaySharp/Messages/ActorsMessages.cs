using RaySharp.Codecs;

namespace RaySharp.Messages;

/// <summary>A process creates an actor.</summary>
internal readonly record struct ActorRegister(ulong Request, ActorId Id, ulong ClassId, byte[] Options, ulong CreationMethod, byte[] Arguments) : IMessage<ActorRegister>
{
    public static MessageKind Kind => MessageKind.ActorRegister;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Request);
        Forms.Write(writer, Id);
        writer.WriteRaw(ClassId);
        RawArrayCodec<byte>.Write(writer, Options);
        writer.WriteRaw(CreationMethod);
        RawArrayCodec<byte>.Write(writer, Arguments);
    }

    public static ActorRegister Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), Forms.ReadActorId(ref reader), reader.ReadRaw<ulong>(), RawArrayCodec<byte>.Read(ref reader) ?? [], reader.ReadRaw<ulong>(), RawArrayCodec<byte>.Read(ref reader) ?? []);
}

/// <summary>The head answers a registration: the actor that the handle now means, or an error.</summary>
internal readonly record struct ActorRegistered(ulong Request, ActorId Id, string? Error) : IMessage<ActorRegistered>
{
    public static MessageKind Kind => MessageKind.ActorRegistered;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Request);
        Forms.Write(writer, Id);
        StringCodec.Write(writer, Error);
    }

    public static ActorRegistered Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), Forms.ReadActorId(ref reader), StringCodec.Read(ref reader));
}

/// <summary>Looks an actor up by name.</summary>
internal readonly record struct ActorFind(ulong Request, string Namespace, string Name) : IMessage<ActorFind>
{
    public static MessageKind Kind => MessageKind.ActorFind;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Request);
        StringCodec.Write(writer, Namespace);
        StringCodec.Write(writer, Name);
    }

    public static ActorFind Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), StringCodec.Read(ref reader) ?? "", StringCodec.Read(ref reader) ?? "");
}

/// <summary>The answer; creator 0: there is none.</summary>
internal readonly record struct ActorFound(ulong Request, ActorId Id, ulong ClassId) : IMessage<ActorFound>
{
    public static MessageKind Kind => MessageKind.ActorFound;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Request);
        Forms.Write(writer, Id);
        writer.WriteRaw(ClassId);
    }

    public static ActorFound Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), Forms.ReadActorId(ref reader), reader.ReadRaw<ulong>());
}

/// <summary>This process wants to know where the actor lives.</summary>
internal readonly record struct ActorSubscribe(ActorId Id) : IMessage<ActorSubscribe>
{
    public static MessageKind Kind => MessageKind.ActorSubscribe;

    public void Write(CodecWriter writer)
    {
        Forms.Write(writer, Id);
    }

    public static ActorSubscribe Read(ref CodecReader reader) => new(Forms.ReadActorId(ref reader));
}

/// <summary>Where the actor lives, or why it does not.</summary>
internal readonly record struct ActorState(ActorId Id, int State, ProcessId Process, uint Inbox, int Incarnation, byte[] Reason) : IMessage<ActorState>
{
    public static MessageKind Kind => MessageKind.ActorState;

    public void Write(CodecWriter writer)
    {
        Forms.Write(writer, Id);
        writer.WriteRaw(State);
        writer.WriteRaw(Process.Value);
        writer.WriteRaw(Inbox);
        writer.WriteRaw(Incarnation);
        RawArrayCodec<byte>.Write(writer, Reason);
    }

    public static ActorState Read(ref CodecReader reader) => new(Forms.ReadActorId(ref reader), reader.ReadRaw<int>(), new ProcessId(reader.ReadRaw<ulong>()), reader.ReadRaw<uint>(), reader.ReadRaw<int>(), RawArrayCodec<byte>.Read(ref reader) ?? []);
}

/// <summary>The head has a worker create an actor.</summary>
internal readonly record struct ActorCreate(ActorId Id, int Incarnation, ulong Lease, ulong ClassId, ulong CreationMethod, int MaxConcurrency, byte[] Arguments) : IMessage<ActorCreate>
{
    public static MessageKind Kind => MessageKind.ActorCreate;

    public void Write(CodecWriter writer)
    {
        Forms.Write(writer, Id);
        writer.WriteRaw(Incarnation);
        writer.WriteRaw(Lease);
        writer.WriteRaw(ClassId);
        writer.WriteRaw(CreationMethod);
        writer.WriteRaw(MaxConcurrency);
        RawArrayCodec<byte>.Write(writer, Arguments);
    }

    public static ActorCreate Read(ref CodecReader reader) => new(Forms.ReadActorId(ref reader), reader.ReadRaw<int>(), reader.ReadRaw<ulong>(), reader.ReadRaw<ulong>(), reader.ReadRaw<ulong>(), reader.ReadRaw<int>(), RawArrayCodec<byte>.Read(ref reader) ?? []);
}

/// <summary>The worker has created it, or it failed.</summary>
internal readonly record struct ActorCreated(ActorId Id, int Incarnation, uint Inbox, bool Succeeded, byte[] Error) : IMessage<ActorCreated>
{
    public static MessageKind Kind => MessageKind.ActorCreated;

    public void Write(CodecWriter writer)
    {
        Forms.Write(writer, Id);
        writer.WriteRaw(Incarnation);
        writer.WriteRaw(Inbox);
        BooleanCodec.Write(writer, Succeeded);
        RawArrayCodec<byte>.Write(writer, Error);
    }

    public static ActorCreated Read(ref CodecReader reader) => new(Forms.ReadActorId(ref reader), reader.ReadRaw<int>(), reader.ReadRaw<uint>(), BooleanCodec.Read(ref reader), RawArrayCodec<byte>.Read(ref reader) ?? []);
}

/// <summary>Ends an actor.</summary>
internal readonly record struct ActorKill(ulong Request, ActorId Id, bool NoRestart) : IMessage<ActorKill>
{
    public static MessageKind Kind => MessageKind.ActorKill;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Request);
        Forms.Write(writer, Id);
        BooleanCodec.Write(writer, NoRestart);
    }

    public static ActorKill Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), Forms.ReadActorId(ref reader), BooleanCodec.Read(ref reader));
}

/// <summary>It is dead, or restarts.</summary>
internal readonly record struct ActorKilled(ulong Request) : IMessage<ActorKilled>
{
    public static MessageKind Kind => MessageKind.ActorKilled;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Request);
    }

    public static ActorKilled Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>());
}

/// <summary>The head has a worker end an actor.</summary>
internal readonly record struct ActorStop(ActorId Id, int Incarnation) : IMessage<ActorStop>
{
    public static MessageKind Kind => MessageKind.ActorStop;

    public void Write(CodecWriter writer)
    {
        Forms.Write(writer, Id);
        writer.WriteRaw(Incarnation);
    }

    public static ActorStop Read(ref CodecReader reader) => new(Forms.ReadActorId(ref reader), reader.ReadRaw<int>());
}

/// <summary>Whether this process has handles of the actor.</summary>
internal readonly record struct ActorHolds(ActorId Id, bool Any) : IMessage<ActorHolds>
{
    public static MessageKind Kind => MessageKind.ActorHolds;

    public void Write(CodecWriter writer)
    {
        Forms.Write(writer, Id);
        BooleanCodec.Write(writer, Any);
    }

    public static ActorHolds Read(ref CodecReader reader) => new(Forms.ReadActorId(ref reader), BooleanCodec.Read(ref reader));
}
