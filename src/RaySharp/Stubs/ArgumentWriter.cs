using System.ComponentModel;
using System.Runtime.CompilerServices;
using RaySharp.Codecs;
using RaySharp.Contracts;
using RaySharp.References;

namespace RaySharp.Stubs;

/// <summary>Encodes the arguments of one call. Of generated code: use one per call, in order, then submit.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ArgumentWriter
{
    [ThreadStatic]
    private static ArgumentWriter? _cached;

    private readonly CodecWriter _writer = new();
    private readonly CodecWriter _scratch = CodecWriter.Gathering();
    private ILargeArguments? _large;
    private RemoteMethod? _method;
    private ReferenceBag _bag = new();
    private List<(int Offset, ObjectEntry Entry)>? _splices;
    private readonly List<ObjectRef> _alive = [];       // what stands for values, until the call holds it: its user may have let it go by now

    private ArgumentWriter() => _writer.Context = _scratch.Context = _bag;

    internal ReadOnlySpan<byte> Written => _writer.Written;

    internal List<(int Offset, ObjectEntry Entry)>? Splices => _splices;

    internal ReferenceBag? Carried => _bag.IsEmpty ? null : _bag;

    internal static ArgumentWriter Rent(ILargeArguments large, RemoteMethod method)
    {
        var writer = _cached ?? new ArgumentWriter();
        _cached = null;     // a codec may make remote calls itself
        writer._large = large;
        writer._method = method;
        return writer;
    }

    internal void Return()
    {
        _writer.Clear();
        _splices = null;
        _alive.Clear();
        _large = null;
        if (!_bag.IsEmpty) _writer.Context = _scratch.Context = _bag = new ReferenceBag();
        _cached = this;
    }

    /// <summary>Appends a plain value.</summary>
    /// <typeparam name="T">The parameter's type.</typeparam>
    /// <typeparam name="TCodec">Its codec.</typeparam>
    /// <param name="value">The value.</param>
    public void Value<T, TCodec>(T value) where TCodec : struct, ICodec<T>
    {
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            TCodec.Write(_writer, value);
            return;
        }
        TCodec.Write(_scratch, value);
        if (_scratch.TotalLength > CodecWriter.GatherBytes && _large!.TryStore(_scratch, _method!) is { } stored) (_splices ??= []).Add((_writer.Length, stored));
        else _scratch.CopyTo(_writer.Reserve((int)_scratch.TotalLength));
        _scratch.Clear();
    }

    /// <summary>Appends a value or reference that must be given.</summary>
    /// <typeparam name="T">The parameter's type.</typeparam>
    /// <typeparam name="TCodec">Its codec.</typeparam>
    /// <param name="argument">The argument.</param>
    /// <param name="name">The parameter's name.</param>
    /// <exception cref="ArgumentException">It was not given.</exception>
    public void Required<T, TCodec>(Arg<T> argument, string name) where TCodec : struct, ICodec<T>
    {
        if (!argument.IsSet) throw new ArgumentException($"The argument '{name}' is a default(Arg<{typeof(T).Name}>), which stands for a declared default, but the parameter has none. Pass a value or a reference.", name);
        Append<T, TCodec>(argument);
    }

    /// <summary>Appends a value or reference, or the declared default.</summary>
    /// <typeparam name="T">The parameter's type.</typeparam>
    /// <typeparam name="TCodec">Its codec.</typeparam>
    /// <param name="argument">The argument.</param>
    /// <param name="declared">The declared default.</param>
    public void Optional<T, TCodec>(Arg<T> argument, T declared) where TCodec : struct, ICodec<T>
    {
        if (argument.IsSet) Append<T, TCodec>(argument);
        else Value<T, TCodec>(declared);
    }

    /// <summary>Appends a collection that must be given.</summary>
    /// <typeparam name="TCollection">The parameter's type.</typeparam>
    /// <typeparam name="TElement">Its elements' type.</typeparam>
    /// <typeparam name="TCodec">The collection's codec.</typeparam>
    /// <typeparam name="TElementCodec">The elements' codec; the collection's form is the count, then the elements.</typeparam>
    /// <param name="argument">The argument.</param>
    /// <param name="name">The parameter's name.</param>
    /// <exception cref="ArgumentException">It was not given.</exception>
    public void RequiredList<TCollection, TElement, TCodec, TElementCodec>(ArgList<TCollection, TElement> argument, string name)
        where TCodec : struct, ICodec<TCollection> where TElementCodec : struct, ICodec<TElement>
    {
        if (argument.Items is { } items) AppendItems<TElement, TElementCodec>(items);
        else Required<TCollection, TCodec>(argument.Whole, name);
    }

    /// <summary>Appends a collection, or the declared default.</summary>
    /// <typeparam name="TCollection">The parameter's type.</typeparam>
    /// <typeparam name="TElement">Its elements' type.</typeparam>
    /// <typeparam name="TCodec">The collection's codec.</typeparam>
    /// <typeparam name="TElementCodec">The elements' codec; the collection's form is the count, then the elements.</typeparam>
    /// <param name="argument">The argument.</param>
    /// <param name="declared">The declared default.</param>
    public void OptionalList<TCollection, TElement, TCodec, TElementCodec>(ArgList<TCollection, TElement> argument, TCollection declared)
        where TCodec : struct, ICodec<TCollection> where TElementCodec : struct, ICodec<TElement>
    {
        if (argument.Items is { } items) AppendItems<TElement, TElementCodec>(items);
        else Optional<TCollection, TCodec>(argument.Whole, declared);
    }

    private void Append<T, TCodec>(Arg<T> argument) where TCodec : struct, ICodec<T>
    {
        if (argument.Reference is not { } reference)
        {
            Value<T, TCodec>(argument.Value!);
            return;
        }
        (_splices ??= []).Add((_writer.Length, reference.Entry));
        _alive.Add(reference);
    }

    private void AppendItems<TElement, TElementCodec>(Arg<TElement>[] items) where TElementCodec : struct, ICodec<TElement>
    {
        _writer.WriteCount(items.Length);
        foreach (var item in items) Append<TElement, TElementCodec>(item);
    }
}
