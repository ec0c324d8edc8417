using System.Text.Json;
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

    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, NodeJson.Default.JobProgram);

    /// <exception cref="JsonException">It is none.</exception>
    public static JobProgram Decode(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize(bytes, NodeJson.Default.JobProgram) ?? throw new JsonException("It is null.");
}
