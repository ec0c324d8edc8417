using System.Text.Json;
using System.Text.Json.Serialization;

namespace RaySharp.Hosting;

/// <summary>What a detached head is told by its environment. What it is to start, tokens among it, comes by standard input.</summary>
internal sealed record HeadConfig
{
    /// <summary>The variable that makes a started program a head.</summary>
    public const string Variable = "RAYSHARP_HEAD";

    /// <summary>The name of its <see cref="HeadKind"/>: the assembly that has it.</summary>
    public required string Kind { get; init; }

    /// <summary>Its log file, of <see cref="HeadLog.PathFor"/>.</summary>
    public required string LogFile { get; init; }

    /// <summary>Variables that were set for the start only: what user code starts must not inherit them.</summary>
    public string? OuterStartupHooks { get; init; }

    public string Encode() => JsonSerializer.Serialize(this, HeadJson.Default.HeadConfig);

    public static HeadConfig Decode(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, HeadJson.Default.HeadConfig) ?? throw new JsonException("It is null.");
        }
        catch (JsonException fault)
        {
            throw new WorkerStartException($"The variable {Variable} is not what RaySharp sets: {fault.Message}", fault);
        }
    }
}

/// <summary>Why a detached cluster could not be started, on its way to the program that asked for it.</summary>
/// <param name="Type">The exception's name.</param>
/// <param name="Message">Its text.</param>
internal sealed record HeadFailure(string Type, string Message)
{
    /// <summary>What the exception's kind knows beside.</summary>
    public Dictionary<string, string?> Details { get; init; } = [];

    public string Encode() => JsonSerializer.Serialize(this, HeadJson.Default.HeadFailure);

    public static HeadFailure Decode(string text) => JsonSerializer.Deserialize(text, HeadJson.Default.HeadFailure) ?? new HeadFailure("", "");
}

[JsonSerializable(typeof(HeadConfig))]
[JsonSerializable(typeof(HeadFailure))]
[JsonSerializable(typeof(RayOptions))]
internal sealed partial class HeadJson : JsonSerializerContext;
