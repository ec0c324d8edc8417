using RaySharp.Generators.Foundation;
using RaySharp.Generators.Models;

namespace RaySharp.Generators.Types;

/// <summary>Where and why a type cannot travel.</summary>
/// <param name="Path">From the type asked about to the offending member; empty for the type itself, <c>[]</c> for its elements.</param>
internal sealed record Unsendable(string Path, string Type, string Advice);

/// <summary>How a type travels.</summary>
/// <param name="Type">Its plain name.</param>
/// <param name="Codec">The codec's name; <c>null</c> in spirit where <paramref name="Problem"/> says why there is none.</param>
/// <param name="Wire">What its bytes are made of, for comparison between processes.</param>
/// <param name="Element">Of collections whose form is the count, then the elements.</param>
/// <param name="Codecs">The codecs to emit for it.</param>
/// <param name="Mentions">It and the types inside it.</param>
internal sealed record TypeShape(
    string Type,
    string Codec,
    string Wire,
    CodecEntry? Element,
    EquatableArray<CodecModel> Codecs,
    EquatableArray<CodecEntry> Mentions,
    Unsendable? Problem);
