using System.ComponentModel;
using RaySharp.Codecs;
using RaySharp.Texts;

namespace RaySharp.Contracts;

/// <summary>Takes the objects that a call returns. Of generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ReturnWriter
{
    private readonly List<CodecWriter> _writers = [];
    private object? _context;

    internal ReturnWriter(object? context = null) => _context = context;

    /// <summary>What the values may need beside bytes.</summary>
    internal object? Context
    {
        get => _context;
        set
        {
            _context = value;
            foreach (var writer in _writers) writer.Context = value;
        }
    }

    /// <summary>How many objects the caller asked for.</summary>
    internal int Expected { get; private set; } = 1;

    internal int Count { get; private set; }

    /// <summary>One of the objects; a gathering writer, so that a large value is copied once, to where it stays.</summary>
    internal CodecWriter this[int index] => _writers[index];

    /// <summary>Appends the next object.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <typeparam name="TCodec">Its codec.</typeparam>
    /// <param name="value">Its value.</param>
    public void Write<T, TCodec>(T value) where TCodec : struct, ICodec<T>
    {
        if (Count == _writers.Count) _writers.Add(CodecWriter.Gathering(_context));
        TCodec.Write(_writers[Count], value);
        Count++;
    }

    /// <summary>Appends one object per item.</summary>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <typeparam name="TCodec">Their codec.</typeparam>
    /// <param name="values">As many as the caller asked for.</param>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    public void WriteEach<T, TCodec>(T[] values) where TCodec : struct, ICodec<T>
    {
        if (values.Length != Expected)
            throw new ArgumentException($"The method returned {CountText.Of(values.Length, "item")}, its caller asked for {Expected} (the stub's argument 'returns'). Return exactly as many.");
        foreach (var value in values) Write<T, TCodec>(value);
    }

    /// <summary>Lets go of what it holds.</summary>
    internal void Clear()
    {
        for (int i = 0; i < Count; i++) _writers[i].Clear();
        Count = 0;
    }

    internal void Reset(int expected)
    {
        Clear();
        Expected = expected;
    }
}
