using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace RaySharp.Generators.Types;

/// <summary>A codec of the library for a generic type.</summary>
/// <param name="Name">The codec that takes each type argument with its codec.</param>
/// <param name="RawName">The codec for elements that travel as they lie in memory; null where there is none.</param>
/// <param name="IsSequence">Whether its form is the count, then the elements in order, so that a call may give it item by item.</param>
internal sealed record GenericCodec(string Name, string? RawName = null, bool IsSequence = false);

/// <summary>The types that need no generated codec.</summary>
internal static class LibraryCodecs
{
    public const string Namespace = "global::RaySharp.Codecs.";
    public const string Array = Namespace + "ArrayCodec";
    public const string RawArray = Namespace + "RawArrayCodec";
    public const string Raw = Namespace + "RawCodec<";
    public const string Void = Namespace + "VoidCodec";
    public const string VoidType = Namespace + "VoidResult";

    private static readonly HashSet<string> _raw = new(StringComparer.Ordinal)
    {
        "System.Half", "System.Int128", "System.UInt128", "System.Guid", "System.TimeSpan", "System.Index", "System.Range",
        "System.Numerics.Complex", "System.Numerics.Vector2", "System.Numerics.Vector3", "System.Numerics.Vector4",
        "System.Numerics.Quaternion", "System.Numerics.Plane", "System.Numerics.Matrix3x2", "System.Numerics.Matrix4x4",
    };

    private static readonly Dictionary<string, string> _simple = new(StringComparer.Ordinal)
    {
        ["System.DateTimeOffset"] = "DateTimeOffsetCodec",
        ["System.DateOnly"] = "DateOnlyCodec",
        ["System.TimeOnly"] = "TimeOnlyCodec",
        ["System.Numerics.BigInteger"] = "BigIntegerCodec",
        ["System.Uri"] = "UriCodec",
        ["System.Version"] = "VersionCodec",
        ["Apache.Arrow.RecordBatch"] = "RecordBatchCodec",
        ["Apache.Arrow.Table"] = "TableCodec",
        ["Apache.Arrow.Schema"] = "SchemaCodec",
        ["RaySharp.Codecs.VoidResult"] = "VoidCodec",
    };

    private static readonly Dictionary<string, GenericCodec> _generic = new(StringComparer.Ordinal)
    {
        ["System.Memory`1"] = new("MemoryCodec", "RawMemoryCodec", IsSequence: true),
        ["System.ReadOnlyMemory`1"] = new("ReadOnlyMemoryCodec", "RawReadOnlyMemoryCodec", IsSequence: true),
        ["System.Collections.Generic.List`1"] = new("ListCodec", "RawListCodec", IsSequence: true),
        ["System.Collections.Generic.IEnumerable`1"] = new("EnumerableCodec", IsSequence: true),
        ["System.Collections.Generic.ICollection`1"] = new("CollectionCodec", IsSequence: true),
        ["System.Collections.Generic.IReadOnlyCollection`1"] = new("ReadOnlyCollectionCodec", IsSequence: true),
        ["System.Collections.Generic.IList`1"] = new("IListCodec", IsSequence: true),
        ["System.Collections.Generic.IReadOnlyList`1"] = new("ReadOnlyListCodec", IsSequence: true),
        ["System.Collections.Generic.LinkedList`1"] = new("LinkedListCodec", IsSequence: true),
        ["System.Collections.Generic.Queue`1"] = new("QueueCodec", IsSequence: true),
        ["System.Collections.Immutable.ImmutableArray`1"] = new("ImmutableArrayCodec", "RawImmutableArrayCodec", IsSequence: true),
        ["System.Collections.Immutable.ImmutableList`1"] = new("ImmutableListCodec", IsSequence: true),
        ["System.Collections.Generic.Stack`1"] = new("StackCodec"),
        ["System.Collections.Generic.HashSet`1"] = new("HashSetCodec"),
        ["System.Collections.Generic.SortedSet`1"] = new("SortedSetCodec"),
        ["System.Collections.Generic.ISet`1"] = new("ISetCodec"),
        ["System.Collections.Generic.IReadOnlySet`1"] = new("ReadOnlySetCodec"),
        ["System.Collections.Immutable.ImmutableHashSet`1"] = new("ImmutableHashSetCodec"),
        ["System.Collections.Generic.Dictionary`2"] = new("DictionaryCodec"),
        ["System.Collections.Generic.SortedDictionary`2"] = new("SortedDictionaryCodec"),
        ["System.Collections.Generic.IDictionary`2"] = new("IDictionaryCodec"),
        ["System.Collections.Generic.IReadOnlyDictionary`2"] = new("ReadOnlyDictionaryCodec"),
        ["System.Collections.Immutable.ImmutableDictionary`2"] = new("ImmutableDictionaryCodec"),
        ["System.Collections.Generic.KeyValuePair`2"] = new("KeyValuePairCodec"),
        ["System.Nullable`1"] = new("NullableCodec"),
    };

    /// <summary>The codec of a type without type arguments, and what stands for it in a shape.</summary>
    public static (string Codec, string Wire)? Find(INamedTypeSymbol type)
    {
        switch (type.SpecialType)
        {
            case SpecialType.System_Boolean: return (Namespace + "BooleanCodec", "bool");
            case SpecialType.System_Decimal: return (Namespace + "DecimalCodec", "decimal");
            case SpecialType.System_DateTime: return (Namespace + "DateTimeCodec", "DateTime");
            case SpecialType.System_String: return (Namespace + "StringCodec", "string");
            case >= SpecialType.System_Char and <= SpecialType.System_UInt64:
            case SpecialType.System_Single or SpecialType.System_Double:
                return (RawOf(TypeNames.Plain(type)), TypeNames.Plain(type));
        }
        if (type.EnumUnderlyingType is { } underlying) return (RawOf(TypeNames.Plain(type)), "enum:" + TypeNames.Plain(underlying));
        if (type.IsGenericType) return null;
        string name = TypeNames.Metadata(type);
        if (_raw.Contains(name)) return (RawOf(TypeNames.Plain(type)), type.Name);
        return _simple.TryGetValue(name, out string codec) ? (Namespace + codec, type.Name) : null;
    }

    public static GenericCodec? FindGeneric(INamedTypeSymbol type) =>
        type.IsGenericType && type.ContainingType is null && _generic.TryGetValue(TypeNames.Metadata(type.OriginalDefinition), out var codec) ? codec : null;

    /// <summary>Whether the library finds the codec by itself, so that nobody has to register it: a simple type, or a plain collection of one.</summary>
    public static bool IsBuiltIn(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => IsSimple(array.ElementType),
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable => IsSimple(nullable.TypeArguments[0]),
        INamedTypeSymbol { Name: "List" or "Memory" or "ReadOnlyMemory", Arity: 1 } sequence when FindGeneric(sequence) is not null => IsSimple(sequence.TypeArguments[0]),
        INamedTypeSymbol { Name: "Dictionary", Arity: 2 } map when FindGeneric(map) is not null => IsKey(map.TypeArguments[0]) && IsSimple(map.TypeArguments[1]),
        _ => IsSimple(type),
    };

    private static bool IsKey(ITypeSymbol type) =>
        type.SpecialType is SpecialType.System_String or SpecialType.System_Int32 or SpecialType.System_Int64 || KnownTypes.Is(type, "System", "Guid");

    private static bool IsSimple(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeKind: not TypeKind.Enum } named && Find(named) is not null && named.ContainingNamespace.Name != "Numerics";

    public static string RawOf(string type) => Raw + type + ">";

    public static bool IsRaw(string codec) => codec.StartsWith(Raw, StringComparison.Ordinal);
}
