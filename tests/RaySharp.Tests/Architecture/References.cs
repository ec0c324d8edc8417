using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace RaySharp.Tests.Architecture;

/// <summary>All that a type refers to: bases, attributes, fields, signatures and the bodies of its methods.</summary>
internal static class References
{
    private static readonly Dictionary<int, OperandType> _operands = typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)(ushort)code.Value, code => code.OperandType);

    public static IEnumerable<EntityHandle> Of(PEReader image, MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        if (!type.BaseType.IsNil) yield return type.BaseType;
        foreach (var implemented in type.GetInterfaceImplementations()) yield return metadata.GetInterfaceImplementation(implemented).Interface;
        foreach (var attribute in type.GetCustomAttributes()) yield return metadata.GetCustomAttribute(attribute).Constructor;
        foreach (var field in type.GetFields())
        {
            foreach (var used in SignatureTypes.In(types => metadata.GetFieldDefinition(field).DecodeSignature(types, null))) yield return used;
        }
        foreach (var method in type.GetMethods())
        {
            foreach (var used in Of(image, metadata, metadata.GetMethodDefinition(method))) yield return used;
        }
    }

    private static IEnumerable<EntityHandle> Of(PEReader image, MetadataReader metadata, MethodDefinition method)
    {
        foreach (var used in SignatureTypes.In(types => method.DecodeSignature(types, null))) yield return used;
        if (method.RelativeVirtualAddress == 0) yield break;
        var body = image.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            foreach (var used in SignatureTypes.In(types => metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(types, null))) yield return used;
        }
        foreach (var region in body.ExceptionRegions)
        {
            if (!region.CatchType.IsNil) yield return region.CatchType;
        }
        foreach (var used in Tokens(body)) yield return used;
    }

    private static List<EntityHandle> Tokens(MethodBodyBlock body)
    {
        List<EntityHandle> found = [];
        for (var code = body.GetILReader(); code.RemainingBytes > 0;)
        {
            int operation = code.ReadByte();
            if (operation == 0xFE) operation = 0xFE00 | code.ReadByte();
            var operand = _operands[operation];
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
                found.Add((EntityHandle)MetadataTokens.Handle(code.ReadInt32()));
            else if (operand == OperandType.InlineSwitch) Skip(ref code, 4 * code.ReadInt32());
            else Skip(ref code, Size(operand));
        }
        return found;
    }

    private static void Skip(ref BlobReader code, int bytes) => code.Offset += bytes;

    private static int Size(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };
}
