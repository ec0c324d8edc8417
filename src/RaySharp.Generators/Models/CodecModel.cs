using System;
using RaySharp.Generators.Foundation;

namespace RaySharp.Generators.Models;

internal enum CodecKind
{
    /// <summary>Members one after another; a class is preceded by one byte that tells null apart.</summary>
    Members,

    /// <summary>A tag, then a value of the type that the tag stands for.</summary>
    Union,
}

/// <summary>A part of an object: how it is read off a value, and how it travels.</summary>
internal sealed record CodecMember(string Access, string Type, string Codec);

/// <summary>One of the types that may stand for a base.</summary>
/// <param name="IsExact">A class that is compared exactly; else a type that has derived types itself.</param>
internal sealed record UnionCase(int Tag, string Type, string Codec, bool IsExact);

/// <summary>A codec to emit.</summary>
/// <param name="Name">Its struct.</param>
/// <param name="Type">What it carries.</param>
/// <param name="IsReference">Whether null has to be told apart.</param>
/// <param name="IsOpen">Whether objects of derived classes could come, which would lose their derived part.</param>
/// <param name="Construction">The expression that makes the value of the locals member0, member1, ...</param>
internal sealed record CodecModel(
    string Name,
    string Type,
    string Display,
    CodecKind Kind,
    bool IsReference,
    bool IsOpen,
    EquatableArray<CodecMember> Members,
    string Construction,
    EquatableArray<UnionCase> Cases) : IComparable<CodecModel>
{
    public int CompareTo(CodecModel? other) => string.CompareOrdinal(Name, other?.Name);
}

/// <summary>A type that code may meet only at run time, and its codec.</summary>
internal sealed record CodecEntry(string Type, string Codec);
