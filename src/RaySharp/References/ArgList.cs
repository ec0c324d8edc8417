using System.Runtime.CompilerServices;

namespace RaySharp;

/// <summary>A collection argument of a remote call: a collection, a reference to one, or items that are each a value or a reference.</summary>
/// <typeparam name="TCollection">The parameter's type.</typeparam>
/// <typeparam name="TElement">Its elements' type.</typeparam>
[CollectionBuilder(typeof(ArgListBuilder), nameof(ArgListBuilder.Create))]
public readonly struct ArgList<TCollection, TElement>
{
    /// <summary>Not for use: pass a collection, a reference or items.</summary>
    [Obsolete("Pass a collection, an ObjectRef or a collection expression instead; leave the argument out for its declared default.", error: true)]
    public ArgList() { }

    internal ArgList(Arg<TCollection> whole) => Whole = whole;

    internal ArgList(Arg<TElement>[] items) => Items = items;

    internal bool IsSet => Items is not null || Whole.IsSet;

    internal Arg<TCollection> Whole { get; }

    internal Arg<TElement>[]? Items { get; }

    /// <summary>A collection becomes an argument.</summary>
    /// <param name="value">The collection.</param>
    public static implicit operator ArgList<TCollection, TElement>(TCollection value) => new((Arg<TCollection>)value);

    /// <summary>A reference to a collection becomes an argument.</summary>
    /// <param name="reference">The reference.</param>
    public static implicit operator ArgList<TCollection, TElement>(ObjectRef<TCollection> reference) => new((Arg<TCollection>)reference);

    /// <summary>References to elements become an argument.</summary>
    /// <param name="references">The references, in order.</param>
    public static implicit operator ArgList<TCollection, TElement>(ObjectRef<TElement>[] references) =>
        new(Array.ConvertAll(references, static r => (Arg<TElement>)r));

    /// <summary>References to elements become an argument.</summary>
    /// <param name="references">The references, in order.</param>
    public static implicit operator ArgList<TCollection, TElement>(List<ObjectRef<TElement>> references) =>
        new(references.Select(static r => (Arg<TElement>)r).ToArray());

    /// <summary>Lets collection expressions know the element type.</summary>
    /// <returns>The items, if it was made of items.</returns>
    public IEnumerator<Arg<TElement>> GetEnumerator() => ((IEnumerable<Arg<TElement>>)(Items ?? [])).GetEnumerator();
}

/// <summary>Makes <see cref="ArgList{TCollection, TElement}"/> of collection expressions.</summary>
[System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
public static class ArgListBuilder
{
    /// <summary>Makes the argument.</summary>
    /// <typeparam name="TCollection">The parameter's type.</typeparam>
    /// <typeparam name="TElement">Its elements' type.</typeparam>
    /// <param name="items">Values or references.</param>
    /// <returns>The argument.</returns>
    public static ArgList<TCollection, TElement> Create<TCollection, TElement>(ReadOnlySpan<Arg<TElement>> items) => new(items.ToArray());
}
