using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace RaySharp.Tests.Architecture;

/// <summary>A built assembly with its PDB: in which folder each type is written, and which types it uses. Nested and compiler-made types count for the outermost one.</summary>
internal sealed class BuiltAssembly : IDisposable
{
    private static readonly Guid _typeDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");
    private readonly PEReader _image;
    private readonly MetadataReader _metadata;
    private readonly Dictionary<string, string> _rooms;

    public BuiltAssembly(string path)
    {
        _image = new PEReader(File.OpenRead(path));
        _metadata = _image.GetMetadataReader();
        if (!_image.TryOpenAssociatedPortablePdb(path, File.OpenRead, out var symbols, out _))
            throw new FileNotFoundException($"'{path}' has no PDB beside or inside it, so nobody knows in which folder its types are written.");
        using (symbols) _rooms = Rooms(symbols!.GetMetadataReader());
    }

    /// <summary>Which room uses which, with the types by which it does.</summary>
    public ILookup<(string From, string To), string> Arrows() => (
        from handle in _metadata.TypeDefinitions
        let user = Outermost(handle)
        where _rooms.ContainsKey(user)
        from used in References.Of(_image, _metadata, handle).SelectMany(Names).Distinct()
        where _rooms.ContainsKey(used) && _rooms[used] != _rooms[user]
        select (Arrow: (_rooms[user], _rooms[used]), By: $"{user} -> {used}"))
        .Distinct().ToLookup(use => use.Arrow, use => use.By);

    /// <summary>Which types and members of other assemblies each type uses, by full name.</summary>
    public IEnumerable<(string Room, string Type, string Used)> ForeignUses() => (
        from handle in _metadata.TypeDefinitions
        let user = Outermost(handle)
        where _rooms.ContainsKey(user)
        from used in References.Of(_image, _metadata, handle).SelectMany(ForeignNames)
        select (_rooms[user], user, used)).Distinct();

    public void Dispose() => _image.Dispose();

    private Dictionary<string, string> Rooms(MetadataReader symbols)
    {
        var files = new Dictionary<string, string>();
        foreach (var handle in _metadata.TypeDefinitions)
        {
            string type = Outermost(handle);
            if (Documents(symbols, handle).FirstOrDefault(IsWritten) is { } file) files.TryAdd(type, file);
        }
        string root = SharedFolder(files.Values);
        return files.ToDictionary(file => file.Key, file => $"{Path.GetDirectoryName(file.Value)}/"[root.Length..].Trim('/'));
    }

    private IEnumerable<string> Documents(MetadataReader symbols, TypeDefinitionHandle type)
    {
        foreach (var method in _metadata.GetTypeDefinition(type).GetMethods())
        {
            if (symbols.GetMethodDebugInformation(method).Document is { IsNil: false } document) yield return Name(symbols, document);
        }
        foreach (var handle in symbols.GetCustomDebugInformation(type))
        {
            var information = symbols.GetCustomDebugInformation(handle);
            if (symbols.GetGuid(information.Kind) != _typeDocuments) continue;
            yield return Name(symbols, MetadataTokens.DocumentHandle(symbols.GetBlobReader(information.Value).ReadCompressedInteger()));
        }
    }

    private static string Name(MetadataReader symbols, DocumentHandle document) => symbols.GetString(symbols.GetDocument(document).Name).Replace('\\', '/');

    private static bool IsWritten(string file) => !file.Contains("/obj/") && !file.EndsWith(".g.cs", StringComparison.Ordinal);

    private static string SharedFolder(IEnumerable<string> files)
    {
        string[] folders = [.. files.Select(file => Path.GetDirectoryName(file)! + "/").Distinct()];
        string shared = folders[0];
        while (!folders.All(folder => folder.StartsWith(shared, StringComparison.Ordinal))) shared = shared[..(shared.LastIndexOf('/', shared.Length - 2) + 1)];
        return shared;
    }

    private IEnumerable<string> Names(EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeDefinition => [Outermost((TypeDefinitionHandle)handle)],
        HandleKind.TypeSpecification => SignatureTypes.In(types => _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(types, null)).SelectMany(Names),
        HandleKind.MethodDefinition => Names(_metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType()),
        HandleKind.FieldDefinition => Names(_metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType()),
        HandleKind.MemberReference => Names(_metadata.GetMemberReference((MemberReferenceHandle)handle).Parent),
        HandleKind.MethodSpecification => Names(_metadata.GetMethodSpecification((MethodSpecificationHandle)handle)),
        _ => [],
    };

    private IEnumerable<string> Names(MethodSpecification method) => Names(method.Method).Concat(SignatureTypes.In(types => method.DecodeSignature(types, null)).SelectMany(Names));

    private IEnumerable<string> ForeignNames(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.TypeReference:
                return [ForeignName((TypeReferenceHandle)handle)];
            case HandleKind.TypeSpecification:
                return SignatureTypes.In(types => _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(types, null)).SelectMany(ForeignNames);
            case HandleKind.MemberReference:
                var member = _metadata.GetMemberReference((MemberReferenceHandle)handle);
                string[] types = [.. ForeignNames(member.Parent)];
                return types.Length == 0 ? [] : [.. types, $"{types[0]}.{_metadata.GetString(member.Name)}"];    // the first is the generic type itself, its arguments follow
            case HandleKind.MethodSpecification:
                var method = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                return ForeignNames(method.Method).Concat(SignatureTypes.In(types => method.DecodeSignature(types, null)).SelectMany(ForeignNames));
            default:
                return [];
        }
    }

    private string ForeignName(TypeReferenceHandle handle)
    {
        var type = _metadata.GetTypeReference(handle);
        string name = _metadata.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference ? $"{ForeignName((TypeReferenceHandle)type.ResolutionScope)}+{name}" : $"{_metadata.GetString(type.Namespace)}.{name}";
    }

    private string Outermost(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        while (type.IsNested) type = _metadata.GetTypeDefinition(type.GetDeclaringType());
        return $"{_metadata.GetString(type.Namespace)}.{_metadata.GetString(type.Name)}";
    }
}
