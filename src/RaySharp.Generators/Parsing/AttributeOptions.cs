using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RaySharp.Generators.Diagnostics;
using RaySharp.Generators.Types;

namespace RaySharp.Generators.Parsing;

/// <summary>What an attribute says, as initializers of an options object.</summary>
internal static class AttributeOptions
{
    private const string Isolation = "global::RaySharp.Isolation";

    public static string Parse(AttributeData? attribute, ISymbol owner, List<Problem> problems)
    {
        if (attribute is null) return "";
        List<string> set = [];
        foreach (var argument in attribute.NamedArguments.OrderBy(static a => a.Key, StringComparer.Ordinal))
        {
            if (Initializer(argument.Key, argument.Value, owner, problems) is { } value) set.Add($"{argument.Key} = {value}");
        }
        return string.Join(", ", set);
    }

    private static string? Initializer(string name, TypedConstant value, ISymbol owner, List<Problem> problems)
    {
        string display = Display(owner);
        switch (name)
        {
            case "Cpus" or "Gpus" when value.Value is double amount:
                if (amount == -1 && name == "Cpus" && owner is INamedTypeSymbol) return null;
                if (amount >= 0) return Literals.Of(amount);
                problems.Report(Rules.Option, owner, display, name, amount.ToString(CultureInfo.InvariantCulture), "is negative. Give an amount of 0 or more.");
                return null;
            case "Resources" when value.Value is string text:
                return Resources(text, owner, problems);
            case "MaxConcurrency" or "MaxPendingCalls":
                return value.Value is int and not 0 ? Literals.Of(value.Value) : null;
            case "MaxRetries" or "MaxMemoryRetries" or "MaxRestarts" or "MaxTaskRetries" when value.Value is int count:
                if (count >= -1) return Literals.Of(count);
                problems.Report(Rules.Option, owner, display, name, count, "is below -1. Give a number of times, or -1 for ever.");
                return null;
            case "RetryExceptions" when !value.IsNull:
                return "[" + string.Join(", ", value.Values.Select(static v => v.Value).OfType<ITypeSymbol>().Select(static t => $"typeof({TypeNames.Plain(t)})")) + "]";
            case "Isolation" when value.Value is int isolation:
                return $"({Isolation}){Literals.Of(isolation)}";
            case "Memory" when value.Value is long bytes:
                return Literals.Of(bytes);
            case "Name" when value.Value is string text:
                return SymbolDisplay.FormatLiteral(text, quote: true);
            default:
                return null;
        }
    }

    private static string Display(ISymbol owner) => owner is INamedTypeSymbol type ? TypeNames.ForPeople(type) : owner.ContainingType.Name + "." + owner.Name;

    private static string? Resources(string text, ISymbol owner, List<Problem> problems)
    {
        List<string> entries = [];
        foreach (string part in text.Split([','], StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = part.Split('=');
            if (pair.Length != 2 || pair[0].Trim().Length == 0
                || !double.TryParse(pair[1], NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out double amount))
            {
                problems.Report(Rules.Option, owner, Display(owner), "Resources", SymbolDisplay.FormatLiteral(text, quote: true), "is not a list of names and amounts. Write it like \"npu=1, license=0.5\".");
                return null;
            }
            entries.Add($"[{SymbolDisplay.FormatLiteral(pair[0].Trim(), quote: true)}] = {Literals.Of(amount)}");
        }
        return $"new global::System.Collections.Generic.Dictionary<string, double> {{ {string.Join(", ", entries)} }}";
    }
}
