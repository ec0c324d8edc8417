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
    private readonly int _slowest = 2;
    private readonly bool _isUneven;

    /// <param name="random">The seed's.</param>
    /// <param name="isApart">Whether two processes own what is passed on most, each far from some of the others and near to the rest: then the owners of what
    /// comes in one bag answer at very different times, and words of others overtake each other on their way to them.</param>
    public SimMood(Random random, bool isApart)
    {
        if (isApart)
        {
            _weights = [1500, 40, 40, 20, 120, 150, 120, random.Next(2) == 0 ? 0 : 60, 20, 10];
            HotObjects = random.Next(2, 4);
            MostReferences = random.Next(3, 7);
            _isUneven = true;
            FarOwners = 2;
            return;
        }
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
        FarOwners = random.Next(3) > 0 ? 1 : 0;
        if (FarOwners > 0) _weights[(int)SimAction.Kill] = 60;
    }

    /// <summary>Who passes a reference on often drops its own: chains of single holders, not crowds.</summary>
    public bool HandsOver => _isUneven;

    /// <summary>So many processes, the first ones, own what is passed on most, and the ways to them are slow: the others have to keep it alive for each other. 0: any may.</summary>
    public int FarOwners { get; }

    public int HotObjects { get; }

    /// <summary>How many references a process keeps; where many are kept little is ever freed.</summary>
    public int MostReferences { get; }

    public int Slowness(Random random, bool isWithFar)
    {
        if (FarOwners > 1) return isWithFar && random.Next(2) == 0 ? random.Next(50, 400) : 1;
        if (FarOwners > 0) return isWithFar ? random.Next(1, 60) : 1;
        return !_isUneven ? random.Next(1, _slowest) : random.Next(3) == 0 ? 60 : 1;
    }

    /// <summary>Whether what outlives a task keeps one of its arguments.</summary>
    public bool KeepsArguments(Random random) => FarOwners > 1 ? random.Next(4) > 0 : random.Next(HandsOver ? 8 : 3) == 0;

    public SimAction Next(Random random)
    {
        int turn = random.Next(_weights.Sum());
        int action = 0;
        while (turn >= _weights[action]) turn -= _weights[action++];
        return (SimAction)action;
    }
}
