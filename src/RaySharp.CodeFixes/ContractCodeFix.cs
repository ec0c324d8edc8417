using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace RaySharp.CodeFixes;

/// <summary>RAY0301 and RAY0303: records the method in RayContracts.txt as it is now.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ContractCodeFix)), Shared]
public sealed class ContractCodeFix : CodeFixProvider
{
    private const string FileName = "RayContracts.txt";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["RAY0301", "RAY0303"];

    public override FixAllProvider? GetFixAllProvider() => null;

    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var project = context.Document.Project;
        var file = project.AdditionalDocuments.FirstOrDefault(static d => string.Equals(Path.GetFileName(d.Name), FileName, StringComparison.OrdinalIgnoreCase));
        foreach (var diagnostic in context.Diagnostics)
        {
            if (file is null || !diagnostic.Properties.TryGetValue("Line", out string? line) || line is null) continue;
            context.RegisterCodeFix(CodeAction.Create("Record it in " + FileName, async cancel =>
            {
                var text = await file.GetTextAsync(cancel).ConfigureAwait(false);
                return project.Solution.WithAdditionalDocumentText(file.Id, SourceText.From(WithLine(text.ToString(), line), text.Encoding));
            }, nameof(ContractCodeFix)), diagnostic);
        }
        return Task.CompletedTask;
    }

    /// <summary>Replaces the line of the same id, or adds one where names stay in order.</summary>
    private static string WithLine(string text, string line)
    {
        string id = line.Split(' ')[0];
        List<string> lines = [.. text.Split('\n').Select(static l => l.TrimEnd('\r')).Where(l => l.Length > 0 && !l.StartsWith(id + " ", StringComparison.Ordinal))];
        int index = lines.FindIndex(l => l[0] != '#' && string.CompareOrdinal(MethodOf(l), MethodOf(line)) > 0);
        lines.Insert(index < 0 ? lines.Count : index, line);
        return string.Join("\n", lines) + "\n";
    }

    private static string MethodOf(string line) => line.Split([' '], 3).Last();
}
