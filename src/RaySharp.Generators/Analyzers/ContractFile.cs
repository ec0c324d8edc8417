using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using RaySharp.Generators.Models;

namespace RaySharp.Generators.Analyzers;

/// <summary>A line of RayContracts.txt: id and shape as the wire knows them, and the method for people.</summary>
internal readonly record struct ContractLine(string Id, string Shape, string Name, TextSpan Span);

/// <summary>RayContracts.txt: what older programs in a running cluster know of this project's remote methods.</summary>
internal static class ContractFile
{
    public const string Name = "RayContracts.txt";

    public static AdditionalText? Find(IEnumerable<AdditionalText> files) =>
        files.FirstOrDefault(static f => string.Equals(Path.GetFileName(f.Path), Name, StringComparison.OrdinalIgnoreCase));

    public static IEnumerable<ContractLine> Parse(SourceText text)
    {
        foreach (var line in text.Lines)
        {
            string content = line.ToString().Trim();
            string[] parts = content.Split([' '], 3);
            if (parts.Length == 3 && content[0] != '#') yield return new ContractLine(parts[0], parts[1], parts[2], line.Span);
        }
    }

    public static string Id(MethodModel method) => Hex(method.Id);

    public static string Shape(MethodModel method) => Hex(method.Shape);

    /// <summary>The line that records a method.</summary>
    public static string Line(MethodModel method) =>
        $"{Id(method)} {Shape(method)} {method.Display}({string.Join(", ", method.Parameters.Select(static p => p.Type.Replace("global::", "")))})";

    private static string Hex(ulong value) => value.ToString("x16", CultureInfo.InvariantCulture);
}
