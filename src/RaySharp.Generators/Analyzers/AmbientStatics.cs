using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace RaySharp.Generators.Analyzers;

/// <summary>Static members of .NET that belong to the thread or to the asynchronous flow: what a task sets there is seen by itself and by what it calls, and ends with it.</summary>
internal static class AmbientStatics
{
    private static readonly HashSet<string> _members =
    [
        "System.Globalization.CultureInfo.CurrentCulture",
        "System.Globalization.CultureInfo.CurrentUICulture",
        "System.Threading.Thread.CurrentPrincipal",
        "System.Diagnostics.Activity.Current",
        "System.Transactions.Transaction.Current",
    ];

    public static bool Contains(ISymbol member) => _members.Contains(member.ContainingType.ToDisplayString() + "." + member.Name);
}
