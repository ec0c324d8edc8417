using RaySharp.Codecs;
using RaySharp.Scheduling;

namespace RaySharp.Messages;

/// <summary>A process creates an actor. No name: nobody can find it.</summary>
internal readonly record struct ActorRegister(ulong Request, ActorId Id, ulong ClassId, string ClassName, LeaseSpec Lease, string? Name, string Namespace, bool GetIfExists, bool IsDetached, int MaxRestarts, int MaxConcurrency, byte[] Creation) : IMessage<ActorRegister>
{
    public static MessageKind Kind => MessageKind.ActorRegister;

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Request);
        Forms.Write(writer, Id);
        writer.WriteRaw(ClassId);
        StringCodec.Write(writer, ClassName);
        Forms.Write(writer, Lease);
        StringCodec.Write(writer, Name);
        StringCodec.Write(writer, Namespace);
        BooleanCodec.Write(writer, GetIfExists);
        BooleanCodec.Write(writer, IsDetached);
        writer.WriteRaw(MaxRestarts);
        writer.WriteRaw(MaxConcurrency);
        RawArrayCodec<byte>.Write(writer, Creation);
    }

    public static ActorRegister Read(ref CodecReader reader) => new(reader.ReadRaw<ulong>(), Forms.ReadActorId(ref reader), reader.ReadRaw<ulong>(), StringCodec.Read(ref reader) ?? "", Forms.ReadLeaseSpec(ref reader), StringCodec.Read(ref reader), StringCodec.Read(ref reader) ?? "", BooleanCodec.Read(ref reader), BooleanCodec.Read(ref reader), reader.ReadRaw<int>(), reader.ReadRaw<int>(), RawArrayCodec<byte>.Read(ref reader) ?? []);
}

/// <summary>The head answers a registration. An error: the actor will never be.</summary>
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
internal readonly record struct ActorState(ActorId Id, int Phase, ProcessId Process, uint Inbox, int Incarnation, string? Reason, byte[] Error) : IMessage<ActorState>
{
    public static MessageKind Kind => MessageKind.ActorState;

    public void Write(CodecWriter writer)
    {
        Forms.Write(writer, Id);
        writer.WriteRaw(Phase);
        writer.WriteRaw(Process.Value);
        writer.WriteRaw(Inbox);
        writer.WriteRaw(Incarnation);
        StringCodec.Write(writer, Reason);
        RawArrayCodec<byte>.Write(writer, Error);
    }

    public static ActorState Read(ref CodecReader reader) => new(Forms.ReadActorId(ref reader), reader.ReadRaw<int>(), new ProcessId(reader.ReadRaw<ulong>()), reader.ReadRaw<uint>(), reader.ReadRaw<int>(), StringCodec.Read(ref reader), RawArrayCodec<byte>.Read(ref reader) ?? []);
}

/// <summary>The head has a worker create an actor. Creation: the frame of its constructor call.</summary>
internal readonly record struct ActorCreate(ActorId Id, int Incarnation, ulong Lease, ulong ClassId, int MaxConcurrency, byte[] Creation) : IMessage<ActorCreate>
{
    public static MessageKind Kind => MessageKind.ActorCreate;

    public void Write(CodecWriter writer)
    {
        Forms.Write(writer, Id);
        writer.WriteRaw(Incarnation);
        writer.WriteRaw(Lease);
        writer.WriteRaw(ClassId);
        writer.WriteRaw(MaxConcurrency);
        RawArrayCodec<byte>.Write(writer, Creation);
    }

    public static ActorCreate Read(ref CodecReader reader) => new(Forms.ReadActorId(ref reader), reader.ReadRaw<int>(), reader.ReadRaw<ulong>(), reader.ReadRaw<ulong>(), reader.ReadRaw<int>(), RawArrayCodec<byte>.Read(ref reader) ?? []);
}

/// <summary>The worker has created it, or its constructor failed.</summary>
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

/// <summary>It is ended, or was before.</summary>
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

/// <summary>The actor is ended and its slot empty.</summary>
internal readonly record struct ActorStopped(ActorId Id, int Incarnation) : IMessage<ActorStopped>
{
    public static MessageKind Kind => MessageKind.ActorStopped;

    public void Write(CodecWriter writer)
    {
        Forms.Write(writer, Id);
        writer.WriteRaw(Incarnation);
    }

    public static ActorStopped Read(ref CodecReader reader) => new(Forms.ReadActorId(ref reader), reader.ReadRaw<int>());
}

/// <summary>No process holds a handle of the actor any more. Of its creator.</summary>
internal readonly record struct ActorUnheld(ActorId Id) : IMessage<ActorUnheld>
{
    public static MessageKind Kind => MessageKind.ActorUnheld;

    public void Write(CodecWriter writer)
    {
        Forms.Write(writer, Id);
    }

    public static ActorUnheld Read(ref CodecReader reader) => new(Forms.ReadActorId(ref reader));
}
