using System.ComponentModel;
using RaySharp.Codecs;

namespace RaySharp.Contracts;

/// <summary>Decodes the arguments and runs a synchronous method. Of generated code.</summary>
/// <typeparam name="TResult">The result.</typeparam>
/// <param name="self">The actor; null for tasks.</param>
/// <param name="arguments">The encoded arguments.</param>
/// <param name="cancel">Cancelled when the caller asks for it.</param>
/// <returns>The result.</returns>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate TResult SyncBody<out TResult>(object? self, ref CodecReader arguments, CancellationToken cancel);

/// <summary>Decodes the arguments and starts an asynchronous method. Of generated code.</summary>
/// <typeparam name="TResult">The result.</typeparam>
/// <param name="self">The actor; null for tasks.</param>
/// <param name="arguments">The encoded arguments.</param>
/// <param name="cancel">Cancelled when the caller asks for it.</param>
/// <returns>The result, later.</returns>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate ValueTask<TResult> AsyncBody<TResult>(object? self, ref CodecReader arguments, CancellationToken cancel);

/// <summary>Decodes the arguments and starts a stream. Of generated code.</summary>
/// <typeparam name="T">The items.</typeparam>
/// <param name="self">The actor; null for tasks.</param>
/// <param name="arguments">The encoded arguments.</param>
/// <param name="cancel">Cancelled when the caller asks for it.</param>
/// <returns>The items as they are made.</returns>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate IAsyncEnumerable<T> StreamBody<out T>(object? self, ref CodecReader arguments, CancellationToken cancel);

/// <summary>Encodes a result as one object or several. Of generated code.</summary>
/// <typeparam name="TResult">The result.</typeparam>
/// <param name="result">The result.</param>
/// <param name="returns">Takes the objects.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate void ReturnEncoder<in TResult>(TResult result, ReturnWriter returns);
