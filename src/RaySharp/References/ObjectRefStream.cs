using System.Runtime.CompilerServices;
using RaySharp.Codecs;
using RaySharp.References;

namespace RaySharp;

/// <summary>The items of a remote <see cref="IAsyncEnumerable{T}"/>, as references, in order, while the task still makes them. Enumerate it once.</summary>
/// <typeparam name="T">The items' type.</typeparam>
public sealed class ObjectRefStream<T> : IAsyncEnumerable<ObjectRef<T>>
{
    private readonly ObjectStreamEntry _entry;
    private readonly Codec<T> _codec;
    private int _enumerated;

    internal ObjectRefStream(ObjectStreamEntry entry, Codec<T> codec)
    {
        _entry = entry;
        _codec = codec;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It was enumerated before.</exception>
    public async IAsyncEnumerator<ObjectRef<T>> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _enumerated, 1) != 0)
            throw new InvalidOperationException("A stream can be enumerated once: its items are sent as they are taken. Keep the references that you need again.");
        try
        {
            while (await _entry.NextAsync(cancellationToken).ConfigureAwait(false) is { } item) yield return new ObjectRef<T>(item, _codec);
        }
        finally
        {
            _entry.Abandon();
        }
    }

    /// <summary>The items' values, in order.</summary>
    /// <param name="cancel">Ends the enumeration and cancels the task.</param>
    /// <returns>The values as they are made.</returns>
    public async IAsyncEnumerable<T> ValuesAsync([EnumeratorCancellation] CancellationToken cancel = default)
    {
        await foreach (var item in this.WithCancellation(cancel).ConfigureAwait(false)) yield return await item.GetAsync(cancel: cancel).ConfigureAwait(false);
    }
}
