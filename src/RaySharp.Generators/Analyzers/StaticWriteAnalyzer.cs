using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using RaySharp.Generators.Diagnostics;

namespace RaySharp.Generators.Analyzers;

/// <summary>Static fields are a process's own: what a worker writes there, callers never see.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StaticWriteAnalyzer : RemoteAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.StaticWrite];

    private protected override void Register(AnalysisContext context) => context.RegisterOperationAction(Check,
        OperationKind.SimpleAssignment, OperationKind.CompoundAssignment, OperationKind.CoalesceAssignment,
        OperationKind.Increment, OperationKind.Decrement, OperationKind.Argument);

    private static void Check(OperationAnalysisContext context)
    {
        var target = context.Operation switch
        {
            IAssignmentOperation assignment => assignment.Target,
            IIncrementOrDecrementOperation step => step.Target,
            IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => argument.Value,
            _ => null,
        };
        ISymbol? member = target switch
        {
            IFieldReferenceOperation { Field.IsStatic: true } field => field.Field,
            IPropertyReferenceOperation { Property.IsStatic: true } property => property.Property,
            _ => null,
        };
        if (member is null || AmbientStatics.Contains(member) || RemoteContext.Of(context.ContainingSymbol) is not { } remote) return;
        context.ReportDiagnostic(Diagnostic.Create(Rules.StaticWrite, context.Operation.Syntax.GetLocation(), remote, member.Name));
    }
}
