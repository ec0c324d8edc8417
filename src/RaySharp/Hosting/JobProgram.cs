using RaySharp.Codecs;
using RaySharp.Contracts;

namespace RaySharp.Hosting;

/// <summary>The program of a job: what a node must know to start workers of it.</summary>
internal sealed record JobProgram
{
    /// <summary>The hash of its folder's content: the code id.</summary>
    public required string Code { get; init; }

    /// <summary>Its folder on the machine where its driver runs.</summary>
    public required string Folder { get; init; }

    /// <summary>How it is started there.</summary>
    public required string Executable { get; init; }

    public required string[] Arguments { get; init; }

    /// <summary>The assemblies whose methods its driver knows.</summary>
    public required string[] Assemblies { get; init; }

    /// <summary>The namespace of actor names.</summary>
    public required string Namespace { get; init; }

    /// <summary>Whether its driver shows what workers print.</summary>
    public required bool SendsOutput { get; init; }

    /// <summary>The least LogLevel that its driver may want.</summary>
    public required int LeastLogLevel { get; init; }

    public required bool RecordCallSites { get; init; }

    /// <summary>Of this program.</summary>
    public static JobProgram OfThis(NodeSettings settings)
    {
        var start = ProgramStart.OfThisProgram();
        return new JobProgram
        {
            Code = CodeFolder.Hash(AppContext.BaseDirectory),
            Folder = AppContext.BaseDirectory,
            Executable = start.FileName,
            Arguments = [.. start.ArgumentList],
            Assemblies = [.. MethodRegistry.AssemblyNames],
            Namespace = settings.Namespace,
            SendsOutput = settings.SendsOutput,
            LeastLogLevel = (int)settings.LeastLogLevel,
            RecordCallSites = settings.RecordCallSites,
        };
    }

    public byte[] Encode()
    {
        CodecWriter writer = new();
        Write(writer);
        return writer.Written.ToArray();
    }

    /// <exception cref="CodecException">It is none.</exception>
    public static JobProgram Decode(ReadOnlySpan<byte> bytes)
    {
        CodecReader reader = new(bytes);
        return Read(ref reader);
    }

    public void Write(CodecWriter writer)
    {
        StringCodec.Write(writer, Code);
        StringCodec.Write(writer, Folder);
        StringCodec.Write(writer, Executable);
        ArrayCodec<string, StringCodec>.Write(writer, Arguments);
        ArrayCodec<string, StringCodec>.Write(writer, Assemblies);
        StringCodec.Write(writer, Namespace);
        BooleanCodec.Write(writer, SendsOutput);
        writer.WriteRaw(LeastLogLevel);
        BooleanCodec.Write(writer, RecordCallSites);
    }

    /// <exception cref="CodecException">It is none.</exception>
    public static JobProgram Read(ref CodecReader reader) => new()
    {
        Code = StringCodec.Read(ref reader) ?? "",
        Folder = StringCodec.Read(ref reader) ?? "",
        Executable = StringCodec.Read(ref reader) ?? "",
        Arguments = ArrayCodec<string, StringCodec>.Read(ref reader) ?? [],
        Assemblies = ArrayCodec<string, StringCodec>.Read(ref reader) ?? [],
        Namespace = StringCodec.Read(ref reader) ?? "",
        SendsOutput = BooleanCodec.Read(ref reader),
        LeastLogLevel = reader.ReadRaw<int>(),
        RecordCallSites = BooleanCodec.Read(ref reader),
    };
}
