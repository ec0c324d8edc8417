namespace RaySharp.Wire;

/// <summary>How many connections from other nodes have not proved themselves yet. On the loop's thread.</summary>
/// <param name="places">The most at a time.</param>
/// <param name="left">Called when a place is free again.</param>
internal sealed class Lobby(int places, Action left)
{
    private int _taken;

    public bool IsFull => _taken >= places;

    /// <summary>Null when it is full.</summary>
    public IDisposable? TryEnter() => IsFull ? null : new Place(this);

    /// <summary>Free again when disposed.</summary>
    private sealed class Place : IDisposable
    {
        private Lobby? _lobby;

        public Place(Lobby lobby)
        {
            _lobby = lobby;
            lobby._taken++;
        }

        public void Dispose()
        {
            if (_lobby is not { } lobby)
                return;
            _lobby = null;
            lobby._taken--;
            lobby.Left();
        }
    }

    private void Left() => left();
}
