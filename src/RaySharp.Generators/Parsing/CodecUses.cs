using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using RaySharp.Generators.Diagnostics;
using RaySharp.Generators.Foundation;
using RaySharp.Generators.Models;
using RaySharp.Generators.Types;

namespace RaySharp.Generators.Parsing;

/// <summary>Collects the codecs that a piece of remote code needs, and what cannot be sent.</summary>
internal sealed class CodecUses(CodecCatalog catalog, List<Problem> problems)
{
    private readonly SortedSet<CodecModel> _codecs = [];
    private readonly SortedDictionary<string, string> _mentions = new(System.StringComparer.Ordinal);

    public CodecCatalog Catalog => catalog;

    public EquatableArray<CodecModel> Codecs => _codecs.ToEquatable();

    public EquatableArray<CodecEntry> Mentions => _mentions.Select(static m => new CodecEntry(m.Key, m.Value)).ToEquatable();

    /// <summary>The type as stubs write it; they must compile even where a type is hidden, so that only our diagnostic shows.</summary>
    public string Signature(ITypeSymbol type) => Sendability.IsAccessible(type, catalog.Assembly) ? TypeNames.Annotated(type) : "object";

    /// <param name="subject">Who cannot run if the type cannot travel.</param>
    /// <param name="holder">What is of the type: <c>parameter 'config'</c>.</param>
    public TypeShape Use(ITypeSymbol type, ISymbol where, string subject, string holder)
    {
        var shape = catalog.Shape(type);
        if (shape.Problem is { } problem)
        {
            string place = problem.Path switch
            {
                "" => holder + " is",
                "[]" => holder + " has elements",
                _ => $"{holder} holds '{problem.Path}'",
            };
            problems.Report(Rules.Unserializable, where, subject, place, problem.Type, problem.Advice);
        }
        Take(shape);
        return shape;
    }

    public void Take(TypeShape shape)
    {
        if (shape.Problem is not null) return;
        foreach (var codec in shape.Codecs) _codecs.Add(codec);
        foreach (var mention in shape.Mentions) _mentions[mention.Type] = mention.Codec;
    }
}
