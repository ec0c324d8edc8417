using System.Collections.Generic;
using System.Linq;
using RaySharp.Generators.Models;

namespace RaySharp.Generators.Emitting;

/// <summary>Names of a stub's own, none of them a parameter's.</summary>
internal sealed class Locals
{
    private readonly HashSet<string> _taken;

    public Locals(MethodModel method)
    {
        _taken = [.. method.Parameters.Select(static p => p.Name)];
        if (method.Cancel is not null) _taken.Add(method.Cancel);
        Receiver = Free("actor");
        Returns = Free("returns");
        Call = Free("call");
        Results = Free("results");
    }

    public string Receiver { get; }

    public string Returns { get; }

    public string Call { get; }

    public string Results { get; }

    private string Free(string name)
    {
        while (!_taken.Add(name)) name += "_";
        return name;
    }
}
