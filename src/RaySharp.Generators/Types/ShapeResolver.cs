using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using RaySharp.Generators.Foundation;
using RaySharp.Generators.Models;

namespace RaySharp.Generators.Types;

/// <summary>Finds how one type travels: composes the library's codecs and plans those to generate.</summary>
internal sealed class ShapeResolver(CodecCatalog catalog)
{
    private const string Element = "[]";
    private readonly List<CodecModel> _codecs = [];
    private readonly Dictionary<string, string> _mentions = [];
    private readonly Dictionary<ITypeSymbol, (string Codec, int Number)> _generated = new(SymbolEqualityComparer.Default);
    private readonly Stack<string> _path = new();
    private Unsendable? _problem;

    public TypeShape Resolve(ITypeSymbol type)
    {
        var part = Visit(type);
        return new TypeShape(
            TypeNames.Plain(type),
            part?.Codec ?? "",
            part?.Wire ?? "",
            part is null ? null : SequenceElement(type),
            _codecs.ToEquatable(),
            _mentions.Select(static m => new CodecEntry(m.Key, m.Value)).ToEquatable(),
            part is null ? _problem : null);
    }

    /// <summary>The codec of a type inside of the one asked about.</summary>
    public WirePart? VisitMember(ITypeSymbol owner, string member, ITypeSymbol type)
    {
        _path.Push((_path.All(static step => step == Element) ? TypeNames.ForPeople(owner) : "") + "." + member);
        var part = Visit(type);
        _path.Pop();
        return part;
    }

    public WirePart? Refuse(ITypeSymbol type, string advice)
    {
        var steps = _path.Reverse();
        string path = _path.All(static step => step == Element) ? string.Concat(steps.Take(1)) : string.Concat(steps.SkipWhile(static step => step == Element));
        _problem ??= new Unsendable(path, TypeNames.ForPeople(type), advice);
        return null;
    }

    public void Add(CodecModel codec) => _codecs.Add(codec);

    public WirePart? Visit(ITypeSymbol type)
    {
        var part = type switch
        {
            IArrayTypeSymbol array => VisitArray(array),
            INamedTypeSymbol named => VisitNamed(named),
            IDynamicTypeSymbol => Refuse(type, Advice.Concrete),
            ITypeParameterSymbol => Refuse(type, Advice.Closed),
            _ => Refuse(type, Advice.Pointer),
        };
        if (part is { } sendable && !IsBuiltIn(type, sendable)) _mentions[TypeNames.Plain(type)] = sendable.Codec;
        return part;
    }

    private static bool IsBuiltIn(ITypeSymbol type, WirePart part) =>
        LibraryCodecs.IsBuiltIn(type) && !part.Wire.Contains("codec:");

    private WirePart? VisitArray(IArrayTypeSymbol array)
    {
        if (array.Rank != 1) return Refuse(array, Advice.Jagged);
        if (VisitElement(array.ElementType) is not { } element) return null;
        string type = TypeNames.Plain(array.ElementType);
        string codec = LibraryCodecs.IsRaw(element.Codec) ? $"{LibraryCodecs.RawArray}<{type}>" : $"{LibraryCodecs.Array}<{type}, {element.Codec}>";
        return new WirePart(codec, $"seq<{element.Wire}>");
    }

    private WirePart? VisitNamed(INamedTypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Error) return Refuse(type, Advice.Unknown);
        if (Sendability.Hidden(type, catalog) is { } hidden) return Refuse(type, hidden);
        if (catalog.HandWritten(type) is { } codec) return new WirePart(TypeNames.Plain(codec), "codec:" + TypeNames.Metadata(codec.OriginalDefinition));
        if (LibraryCodecs.Find(type) is var (name, wire)) return new WirePart(name, wire);
        if (References(type) is { } reference) return reference;
        if (LibraryCodecs.FindGeneric(type) is { } generic) return VisitGeneric(type, generic);
        if (RawStruct.Wire(type) is { } raw) return new WirePart(LibraryCodecs.RawOf(TypeNames.Plain(type)), raw);
        if (_generated.TryGetValue(type, out var known)) return new WirePart(known.Codec, "#" + known.Number);
        return Generate(type);
    }

    private WirePart? References(INamedTypeSymbol type)
    {
        if (KnownTypes.IsObjectRef(type, 0)) return new WirePart("global::RaySharp.References.ObjectRefCodec", "ref");
        if (KnownTypes.IsActorHandle(type) && type.TypeArguments[0] is INamedTypeSymbol actor && Sendability.Hidden(actor, catalog) is { } hidden) return Refuse(actor, hidden);
        if (KnownTypes.IsActorHandle(type)) return new WirePart($"global::RaySharp.References.ActorHandleCodec<{TypeNames.Plain(type.TypeArguments[0])}>", "actor");
        if (!KnownTypes.IsObjectRef(type, 1)) return null;
        if (VisitElement(type.TypeArguments[0]) is not { } target) return null;
        return new WirePart($"global::RaySharp.References.ObjectRefCodec<{TypeNames.Plain(type.TypeArguments[0])}, {target.Codec}>", $"ref<{target.Wire}>");
    }

    private WirePart? VisitGeneric(INamedTypeSymbol type, GenericCodec generic)
    {
        List<WirePart> parts = [];
        foreach (var argument in type.TypeArguments)
        {
            if (VisitElement(argument) is not { } part) return null;
            parts.Add(part);
        }
        string wire = (generic.IsSequence ? "seq" : generic.Name) + "<" + string.Join(",", parts.Select(static p => p.Wire)) + ">";
        if (generic.RawName is not null && LibraryCodecs.IsRaw(parts[0].Codec))
            return new WirePart($"{LibraryCodecs.Namespace}{generic.RawName}<{TypeNames.Plain(type.TypeArguments[0])}>", wire);
        var arguments = type.TypeArguments.Zip(parts, static (argument, part) => TypeNames.Plain(argument) + ", " + part.Codec);
        return new WirePart($"{LibraryCodecs.Namespace}{generic.Name}<{string.Join(", ", arguments)}>", wire);
    }

    private WirePart? VisitElement(ITypeSymbol element)
    {
        _path.Push(Element);
        var part = Visit(element);
        _path.Pop();
        return part;
    }

    private WirePart? Generate(INamedTypeSymbol type)
    {
        if (Sendability.Objection(type, catalog) is { } advice) return Refuse(type, advice);
        string name = TypeNames.Readable(type) + "_" + StableHash.Short(TypeNames.Plain(type));
        string codec = catalog.CodecsClass + "." + name;
        _generated.Add(type, (codec, _generated.Count));
        var derived = CodecCatalog.Derived(type);
        string? wire = derived.Count > 0 ? UnionPlanner.Plan(type, name, derived, catalog, this) : MemberPlanner.Plan(type, name, catalog, this);
        return wire is null ? null : new WirePart(codec, wire);
    }

    private CodecEntry? SequenceElement(ITypeSymbol type)
    {
        var element = type switch
        {
            IArrayTypeSymbol { Rank: 1 } array => array.ElementType,
            INamedTypeSymbol named when catalog.HandWritten(named) is null && LibraryCodecs.FindGeneric(named) is { IsSequence: true } => named.TypeArguments[0],
            _ => null,
        };
        return element is null ? null : new CodecEntry(TypeNames.Plain(element), Visit(element)!.Value.Codec);
    }
}

/// <summary>A codec's name, and what its bytes are made of.</summary>
internal readonly record struct WirePart(string Codec, string Wire);
