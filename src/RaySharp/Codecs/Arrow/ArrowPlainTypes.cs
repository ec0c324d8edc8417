using Apache.Arrow.Types;

namespace RaySharp.Codecs;

/// <summary>Arrow's types without parameters.</summary>
internal static class ArrowPlainTypes
{
    public static IArrowType? Find(ArrowTypeId id) => id switch
    {
        ArrowTypeId.Null => NullType.Default,
        ArrowTypeId.Boolean => BooleanType.Default,
        ArrowTypeId.Int8 => Int8Type.Default,
        ArrowTypeId.UInt8 => UInt8Type.Default,
        ArrowTypeId.Int16 => Int16Type.Default,
        ArrowTypeId.UInt16 => UInt16Type.Default,
        ArrowTypeId.Int32 => Int32Type.Default,
        ArrowTypeId.UInt32 => UInt32Type.Default,
        ArrowTypeId.Int64 => Int64Type.Default,
        ArrowTypeId.UInt64 => UInt64Type.Default,
        ArrowTypeId.HalfFloat => HalfFloatType.Default,
        ArrowTypeId.Float => FloatType.Default,
        ArrowTypeId.Double => DoubleType.Default,
        ArrowTypeId.Date32 => Date32Type.Default,
        ArrowTypeId.Date64 => Date64Type.Default,
        ArrowTypeId.String => StringType.Default,
        ArrowTypeId.LargeString => LargeStringType.Default,
        ArrowTypeId.StringView => StringViewType.Default,
        ArrowTypeId.Binary => BinaryType.Default,
        ArrowTypeId.LargeBinary => LargeBinaryType.Default,
        ArrowTypeId.BinaryView => BinaryViewType.Default,
        _ => null,
    };
}
