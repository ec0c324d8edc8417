using System.ComponentModel;
using RaySharp.Codecs;

namespace RaySharp.Contracts;

/// <summary>Takes the objects that a call returns, encoded one after another. Of generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ReturnWriter
{
    private readonly List<int> _ends = [];

    internal ReturnWriter(object? context = null) => Writer = new CodecWriter(context);

    internal CodecWriter Writer { get; }

    /// <summary>How many objects the caller asked for.</summary>
    internal int Expected { get; private set; } = 1;

    internal int Count => _ends.Count;

    /// <summary>Appends the next object.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <typeparam name="TCodec">Its codec.</typeparam>
    /// <param name="value">Its value.</param>
    public void Write<T, TCodec>(T value) where TCodec : struct, ICodec<T>
    {
        TCodec.Write(Writer, value);
        _ends.Add(Writer.Length);
    }

    /// <summary>Appends one object per item.</summary>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <typeparam name="TCodec">Their codec.</typeparam>
    /// <param name="values">As many as the caller asked for.</param>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    public void WriteEach<T, TCodec>(T[] values) where TCodec : struct, ICodec<T>
    {
        if (values.Length != Expected)
            throw new ArgumentException($"The method returned {values.Length} items, its caller asked for {Expected} (the stub's argument 'returns'). Return exactly as many.");
        foreach (var value in values) Write<T, TCodec>(value);
    }

    internal ReadOnlySpan<byte> this[int index] => Writer.Written[(index == 0 ? 0 : _ends[index - 1]).._ends[index]];

    internal void Reset(int expected)
    {
        Writer.Clear();
        _ends.Clear();
        Expected = expected;
    }
}
