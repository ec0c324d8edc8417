using Apache.Arrow.Types;

namespace RaySharp.Codecs;

/// <summary>Which buffers and children an Arrow array has.</summary>
internal enum ArrowLayoutKind
{
    /// <summary>Not sent by this library.</summary>
    Unknown,

    /// <summary>Nothing but a length.</summary>
    Null,

    /// <summary>Validity, one bit a row.</summary>
    Bits,

    /// <summary>Validity, <see cref="ArrowLayout.Width"/> bytes a row.</summary>
    Fixed,

    /// <summary>As Fixed, and a dictionary that the rows are indexes of.</summary>
    Dictionary,

    /// <summary>Validity, offsets of <see cref="ArrowLayout.Width"/> bytes, bytes.</summary>
    Binary,

    /// <summary>Validity, views of 16 bytes, any number of buffers that they point into.</summary>
    View,

    /// <summary>Validity, offsets of <see cref="ArrowLayout.Width"/> bytes; one child.</summary>
    List,

    /// <summary>Validity; one child of <see cref="ArrowLayout.Width"/> rows for each row.</summary>
    FixedList,

    /// <summary>Validity; children as long as the array.</summary>
    Struct,
}

/// <summary>How the arrays of an Arrow type lie in memory.</summary>
internal readonly record struct ArrowLayout(ArrowLayoutKind Kind, int Width = 0)
{
    public const int ViewBytes = 16;
    public const int InlineViewBytes = 12;

    /// <summary>Buffers in front of the variadic ones of views.</summary>
    public int Buffers => Kind switch
    {
        ArrowLayoutKind.Null => 0,
        ArrowLayoutKind.Struct or ArrowLayoutKind.FixedList => 1,
        ArrowLayoutKind.Binary => 3,
        _ => 2,
    };

    public static ArrowLayout Of(IArrowType type) => type.TypeId switch
    {
        ArrowTypeId.Null => new(ArrowLayoutKind.Null),
        ArrowTypeId.Boolean => new(ArrowLayoutKind.Bits),
        ArrowTypeId.String or ArrowTypeId.Binary => new(ArrowLayoutKind.Binary, sizeof(int)),
        ArrowTypeId.LargeString or ArrowTypeId.LargeBinary => new(ArrowLayoutKind.Binary, sizeof(long)),
        ArrowTypeId.StringView or ArrowTypeId.BinaryView => new(ArrowLayoutKind.View, ViewBytes),
        ArrowTypeId.List or ArrowTypeId.Map => new(ArrowLayoutKind.List, sizeof(int)),
        ArrowTypeId.LargeList => new(ArrowLayoutKind.List, sizeof(long)),
        ArrowTypeId.FixedSizeList => new(ArrowLayoutKind.FixedList, ((FixedSizeListType)type).ListSize),
        ArrowTypeId.Struct => new(ArrowLayoutKind.Struct),
        ArrowTypeId.Dictionary => new(ArrowLayoutKind.Dictionary, ((FixedWidthType)((DictionaryType)type).IndexType).BitWidth / 8),
        ArrowTypeId.Extension or ArrowTypeId.Union or ArrowTypeId.RunEndEncoded => default,
        ArrowTypeId.ListView or ArrowTypeId.LargeListView => default,
        _ => type is FixedWidthType plain ? new(ArrowLayoutKind.Fixed, plain.BitWidth / 8) : default,
    };
}
