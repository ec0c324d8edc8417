using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using RaySharp.Generators.Foundation;

namespace RaySharp.Generators.Types;

/// <summary>What one compilation says about codecs; forgotten together with it.</summary>
internal sealed class CodecCatalog
{
    private static readonly ConditionalWeakTable<Compilation, CodecCatalog> _catalogs = new();
    private readonly ConcurrentDictionary<ITypeSymbol, TypeShape> _shapes = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<INamedTypeSymbol, INamedTypeSymbol> _handWritten = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ITypeSymbol> _named = new(SymbolEqualityComparer.Default);

    private CodecCatalog(Compilation compilation)
    {
        Assembly = compilation.Assembly;
        CodecsClass = "global::RaySharp.Generated." + ClassName(Assembly.Name);
        Known = new KnownTypes(compilation);
        AddNamed(Assembly);
        foreach (var referenced in compilation.SourceModule.ReferencedAssemblySymbols.Where(UsesRaySharp)) AddNamed(referenced);
    }

    public IAssemblySymbol Assembly { get; }

    /// <summary>The class that holds the emitted codecs.</summary>
    public string CodecsClass { get; }

    public KnownTypes Known { get; }

    /// <summary>The types that an assembly attribute names.</summary>
    public IEnumerable<ITypeSymbol> NamedTypes => _named;

    public static CodecCatalog Of(Compilation compilation) => _catalogs.GetValue(compilation, static c => new CodecCatalog(c));

    public static string ClassName(string assembly) => Identifiers.Sanitize(assembly) + "Codecs";

    public TypeShape Shape(ITypeSymbol type) => _shapes.GetOrAdd(type, t => new ShapeResolver(this).Resolve(t));

    /// <summary>The codec that somebody wrote for the type.</summary>
    public INamedTypeSymbol? HandWritten(INamedTypeSymbol type)
    {
        if (_handWritten.TryGetValue(type, out var codec)) return codec;
        if (!type.IsGenericType || !_handWritten.TryGetValue(type.ConstructUnboundGenericType(), out var open)) return null;
        return open.OriginalDefinition.TypeParameters.Length == type.TypeArguments.Length ? open.OriginalDefinition.Construct([.. type.TypeArguments]) : null;
    }

    /// <summary>Whether somebody asked for a codec of the type, and so answers for its being data.</summary>
    public bool IsNamed(INamedTypeSymbol type) => _named.Contains(type) || Attributes(type.OriginalDefinition, "RaySerializableAttribute").Any();

    /// <summary>The closed set of types that may stand for a base; empty if it has none.</summary>
    public static IReadOnlyList<INamedTypeSymbol> Derived(INamedTypeSymbol type) =>
        [.. Attributes(type.OriginalDefinition, "RaySerializableAttribute")
            .SelectMany(static a => a.NamedArguments)
            .Where(static a => a.Key == "Derived" && a.Value.Kind == TypedConstantKind.Array && !a.Value.IsNull)
            .SelectMany(static a => a.Value.Values)
            .Select(static v => v.Value).OfType<INamedTypeSymbol>()
            .Select(d => d.IsUnboundGenericType && d.Arity == type.Arity ? d.OriginalDefinition.Construct([.. type.TypeArguments]) : d)];

    public static IEnumerable<AttributeData> Attributes(ISymbol symbol, string name) =>
        symbol.GetAttributes().Where(a => a.AttributeClass is { } type && type.Name == name && KnownTypes.IsOurs(type));

    private static bool UsesRaySharp(IAssemblySymbol assembly) =>
        assembly.Modules.Any(static m => m.ReferencedAssemblies.Any(static r => r.Name == "RaySharp"));

    private void AddNamed(IAssemblySymbol assembly)
    {
        foreach (var attribute in Attributes(assembly, "RayCodecAttribute"))
        {
            var arguments = attribute.ConstructorArguments;
            if (arguments.Length == 2 && arguments[0].Value is INamedTypeSymbol type && arguments[1].Value is INamedTypeSymbol codec && !_handWritten.ContainsKey(type))
                _handWritten.Add(type, codec);
        }
        foreach (var attribute in Attributes(assembly, "RaySerializableAttribute"))
        {
            if (attribute.ConstructorArguments.FirstOrDefault().Value is ITypeSymbol type) _named.Add(type);
        }
    }
}
