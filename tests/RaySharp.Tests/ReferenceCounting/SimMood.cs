namespace RaySharp.Tests.ReferenceCounting;

internal enum SimAction
{
    Deliver,
    DeliverAgain,
    Make,
    Drop,
    Submit,
    Finish,
    Read,
    Kill,
    Use,
    Repeat,
}

/// <summary>What one seed does often and what rarely. Seeds that differ in that reach more corners than seeds that all do everything.</summary>
internal sealed class SimMood
{
    private static readonly int[] _usual = [40, 5, 8, 10, 15, 12, 9, 2, 8, 2];
    private readonly int[] _weights;
    private readonly int _slowest;
    private readonly bool _isUneven;

    public SimMood(Random random)
    {
        _weights = Array.ConvertAll(_usual, weight => weight * (random.Next(3) switch { 0 => 1, 1 => 3, _ => 9 }));
        _slowest = random.Next(3) switch { 0 => 2, 1 => 6, _ => 40 };
        HotObjects = random.Next(3) switch { 0 => 0, 1 => 1, _ => 4 };
        MostReferences = random.Next(1, 8);
        if (random.Next(3) == 0) return;
        _weights = [300, 10, 30, 60, 200, 200, 60, 40, 60, 10];     // few objects in many hands, dropped soon: where most races are
        HotObjects = random.Next(1, 3);
        MostReferences = random.Next(1, 3);
        if (random.Next(2) == 0) return;
        _weights = [1500, 40, 60, 80, 200, 150, 150, 20, 80, 20];    // and some ways are slow, so that chains grow behind what is under way on them
        HotObjects = random.Next(1, 5);
        MostReferences = random.Next(1, 4);
        _isUneven = true;
        IsOwnerFar = random.Next(3) > 0;
        if (IsOwnerFar) _weights[(int)SimAction.Kill] = 60;
    }

    /// <summary>Who passes a reference on often drops its own: chains of single holders, not crowds.</summary>
    public bool HandsOver => _isUneven;

    /// <summary>The first process owns what is passed on most, and the ways to it are slow: the others have to keep it alive for each other.</summary>
    public bool IsOwnerFar { get; }

    public int HotObjects { get; }

    /// <summary>How many references a process keeps; where many are kept little is ever freed.</summary>
    public int MostReferences { get; }

    public int Slowness(Random random, bool isWithFirst)
    {
        if (IsOwnerFar) return isWithFirst ? random.Next(1, 60) : 1;
        return !_isUneven ? random.Next(1, _slowest) : random.Next(3) == 0 ? 60 : 1;
    }

    public SimAction Next(Random random)
    {
        int turn = random.Next(_weights.Sum());
        int action = 0;
        while (turn >= _weights[action]) turn -= _weights[action++];
        return (SimAction)action;
    }
}
