using System.Diagnostics.CodeAnalysis;

namespace RaySharp.Actors;

/// <summary>The order in which one incarnation of an actor starts the calls of one caller: by number, each once. Pure; not thread-safe.</summary>
internal sealed class CallOrder<TCall>(int incarnation)
{
    private Dictionary<ulong, TCall>? _held;
    private ulong _next = 1;

    /// <summary>The number that starts next.</summary>
    public ulong Next => _next;

    public int HeldCount => _held?.Count ?? 0;

    public Arrival Arrived(int forIncarnation, ulong number, TCall call)
    {
        if (forIncarnation != incarnation) return Arrival.Dropped;
        if (number == _next)
        {
            _next++;
            return Arrival.Start;
        }
        if (number < _next) return Arrival.Dropped;
        return (_held ??= []).TryAdd(number, call) ? Arrival.Held : Arrival.Dropped;
    }

    /// <summary>The next call, if it was held. Ask until false after each call that started.</summary>
    public bool TryNext([MaybeNullWhen(false)] out TCall call)
    {
        call = default;
        if (_held is null || !_held.Remove(_next, out call)) return false;
        _next++;
        return true;
    }
}
