using System.Linq;
using Microsoft.CodeAnalysis;
using RaySharp.Generators.Types;

namespace RaySharp.Generators.Parsing;

/// <summary>The attributes that make code remote.</summary>
internal static class RemoteAttributes
{
    public const string RemoteName = "RaySharp.RayRemoteAttribute";
    public const string ActorName = "RaySharp.RayActorAttribute";
    public const string WorkerStartName = "RaySharp.RayWorkerStartAttribute";
    public const string SerializableName = "RaySharp.RaySerializableAttribute";
    public const string CodecName = "RaySharp.RayCodecAttribute";

    public static AttributeData? Remote(ISymbol method) => CodecCatalog.Attributes(method, "RayRemoteAttribute").FirstOrDefault();

    public static AttributeData? Actor(ISymbol type) => CodecCatalog.Attributes(type, "RayActorAttribute").FirstOrDefault();

    public static AttributeData? WorkerStart(ISymbol method) => CodecCatalog.Attributes(method, "RayWorkerStartAttribute").FirstOrDefault();

    public static bool IsSeparate(AttributeData? remote) => remote?.NamedArguments.Any(static a => a.Key == "Returns" && a.Value.Value is 1) == true;
}
