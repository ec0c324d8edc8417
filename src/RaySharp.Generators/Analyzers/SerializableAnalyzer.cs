using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RaySharp.Generators.Diagnostics;
using RaySharp.Generators.Parsing;
using RaySharp.Generators.Types;

namespace RaySharp.Generators.Analyzers;

/// <summary>Types that [RaySerializable] and [RayCodec] name.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SerializableAnalyzer : RemoteAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.NamedUnserializable, Rules.BadCodec];

    private protected override void Register(AnalysisContext context)
    {
        context.RegisterSymbolAction(CheckType, SymbolKind.NamedType);
        context.RegisterCompilationAction(CheckAssembly);
    }

    private static void CheckType(SymbolAnalysisContext context)
    {
        if (!CodecCatalog.Attributes(context.Symbol, "RaySerializableAttribute").Any()) return;
        List<Problem> problems = [];
        _ = NamedCodecsParser.Type((INamedTypeSymbol)context.Symbol, CodecCatalog.Of(context.Compilation), problems);
        Report(context, problems);
    }

    private static void CheckAssembly(CompilationAnalysisContext context)
    {
        var catalog = CodecCatalog.Of(context.Compilation);
        foreach (var attribute in context.Compilation.Assembly.GetAttributes())
        {
            List<Problem> problems = [];
            if (attribute.AttributeClass?.Name == "RaySerializableAttribute") _ = NamedCodecsParser.Named([attribute], catalog, problems);
            else if (attribute.AttributeClass?.Name == "RayCodecAttribute") _ = NamedCodecsParser.HandWritten([attribute], catalog, problems);
            var place = attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken).GetLocation() ?? Location.None;
            foreach (var problem in problems) context.ReportDiagnostic(problem.ToDiagnosticAt(place));
        }
    }
}
