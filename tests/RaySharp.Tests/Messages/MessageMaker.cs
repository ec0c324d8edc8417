using RaySharp.Messages;
using RaySharp.Placement;
using RaySharp.Scheduling;

namespace RaySharp.Tests.Messages;

/// <summary>Makes messages of every kind by chance, from what their constructors ask for.</summary>
internal sealed class MessageMaker(int seed)
{
    private static readonly string[] _texts = ["", "a", "node-5.raysharp", "Grüße, 世界 🚀", new('x', 300)];
    private readonly Random _random = new(seed);

    public object Make(Type type)
    {
        if (type == typeof(bool)) return _random.Next(2) == 0;
        if (type == typeof(int)) return _random.Next(int.MinValue, int.MaxValue);
        if (type == typeof(uint)) return (uint)_random.NextInt64(uint.MaxValue);
        if (type == typeof(long)) return _random.NextInt64(long.MinValue, long.MaxValue);
        if (type == typeof(ulong)) return (ulong)_random.NextInt64(long.MinValue, long.MaxValue);
        if (type == typeof(byte)) return (byte)_random.Next(256);
        if (type == typeof(string)) return _texts[_random.Next(_texts.Length)];
        if (type == typeof(NodeReport)) return Report();
        if (type == typeof(LeaseSpec)) return Spec();
        if (type == typeof(ProcessFate)) return new ProcessFate(_random.Next(), _random.Next(2) == 0 ? null : 3, _random.Next(2) == 0 ? null : 9, _texts[1], _texts) { EndedForMemory = (ulong)_random.Next() };
        if (type.IsArray) return Several(type.GetElementType()!);
        var constructor = type.GetConstructors().MaxBy(static constructor => constructor.GetParameters().Length);
        return constructor is null ? Activator.CreateInstance(type)! : constructor.Invoke([.. constructor.GetParameters().Select(parameter => Make(parameter.ParameterType))]);
    }

    private Array Several(Type element)
    {
        var array = Array.CreateInstance(element, _random.Next(5));
        for (int i = 0; i < array.Length; i++) array.SetValue(Make(element), i);
        return array;
    }

    private NodeReport Report() => new((uint)_random.Next(1, 100), Amounts(), Amounts(), [.. Enumerable.Range(0, _random.Next(4)).Select(_ => new Demand(Amounts(), _random.Next(1, int.MaxValue)))])
    {
        Number = (ulong)_random.Next(1, 1000),
        Arrivals = (ulong)_random.Next(),
        IsBusy = _random.Next(2) == 0,
        IsDraining = _random.Next(2) == 0,
    };

    private LeaseSpec Spec() => new()
    {
        Resources = Amounts(),
        Exclusive = _random.Next(2) == 0,
        Environment = _texts[_random.Next(_texts.Length)],
        Depth = _random.Next(9),
        IsActor = _random.Next(2) == 0,
        CpusOnlyToPlace = _random.Next(2) == 0,
        Key = (ulong)_random.Next(),
        MayBeRepeated = _random.Next(2) == 0,
        Job = (uint)_random.Next(5),
        Strategy = _random.Next(3) switch { 0 => SchedulingStrategy.Default, 1 => SchedulingStrategy.Spread, _ => SchedulingStrategy.NodeAffinity(new NodeId((uint)_random.Next(1, 9)), _random.Next(2) == 0) },
    };

    private ResourceSet Amounts()
    {
        Dictionary<string, double> custom = [];
        for (int left = _random.Next(3); left > 0; left--) custom[$"resource {left}"] = _random.Next(1, 100);
        return ResourceSet.Of(_random.Next(65), _random.Next(9), _random.NextInt64(1L << 40), custom);
    }
}
