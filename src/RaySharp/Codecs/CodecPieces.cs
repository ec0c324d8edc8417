namespace RaySharp.Codecs;

/// <summary>The pieces of a gathering writer, each with its place between the bytes of the buffer.</summary>
internal sealed class CodecPieces
{
    private readonly List<(int Place, CodecPiece Piece)> _pieces = [];

    public int Count => _pieces.Count;

    /// <summary>Bytes of all pieces.</summary>
    public long Bytes { get; private set; }

    public void Add(int place, CodecPiece piece)
    {
        _pieces.Add((place, piece));
        Bytes += piece.Length;
    }

    public void Clear()
    {
        _pieces.Clear();
        Bytes = 0;
    }

    /// <summary>The only piece, if there is one and nothing follows it.</summary>
    /// <param name="end">Where the buffer ends.</param>
    public CodecPiece? OnlyAndLast(int end) => _pieces is [var (place, piece)] && place == end ? piece : null;

    /// <summary>Writes the buffer's bytes with the pieces between them.</summary>
    public void CopyTo(ReadOnlySpan<byte> buffer, Span<byte> destination)
    {
        int from = 0;
        foreach (var (place, piece) in _pieces)
        {
            buffer[from..place].CopyTo(destination);
            destination = destination[(place - from)..];
            piece.CopyTo(destination[..piece.Length]);
            destination = destination[piece.Length..];
            from = place;
        }
        buffer[from..].CopyTo(destination);
    }
}
