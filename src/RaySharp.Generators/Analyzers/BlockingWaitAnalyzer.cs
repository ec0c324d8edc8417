using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using RaySharp.Generators.Diagnostics;
using RaySharp.Generators.Types;

namespace RaySharp.Generators.Analyzers;

/// <summary>A slot that waits without awaiting cannot be lent to the work it waits for.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BlockingWaitAnalyzer : RemoteAnalyzer
{
    private const string Await = "Make the method asynchronous and await.";

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.BlockingWait];

    private protected override void Register(AnalysisContext context)
    {
        context.RegisterOperationAction(CheckProperty, OperationKind.PropertyReference);
        context.RegisterOperationAction(CheckCall, OperationKind.Invocation);
    }

    private static void CheckProperty(OperationAnalysisContext context)
    {
        var property = ((IPropertyReferenceOperation)context.Operation).Property;
        if (property.Name == "Result" && IsTask(property.ContainingType)) Report(context, "Result", Await);
    }

    private static void CheckCall(OperationAnalysisContext context)
    {
        var method = ((IInvocationOperation)context.Operation).TargetMethod;
        var type = method.ContainingType;
        if (method.Name is "Wait" or "WaitAll" or "WaitAny" && IsTask(type)) Report(context, method.Name + "()", Await);
        else if (method.Name == "GetResult" && IsAwaiter(type)) Report(context, "GetAwaiter().GetResult()", Await);
        else if (method.Name == "Sleep" && KnownTypes.Is(type, "System.Threading", "Thread")) Report(context, "Thread.Sleep", "Await Task.Delay with the CancellationToken instead.");
    }

    private static bool IsTask(INamedTypeSymbol type) => KnownTypes.IsTask(type, type.Arity) || KnownTypes.IsValueTask(type, type.Arity);

    private static bool IsAwaiter(INamedTypeSymbol type) =>
        type.Name is "TaskAwaiter" or "ValueTaskAwaiter" or "ConfiguredTaskAwaiter" or "ConfiguredValueTaskAwaiter" or "ObjectAwaiter";

    private static void Report(OperationAnalysisContext context, string what, string advice)
    {
        if (RemoteContext.Of(context.ContainingSymbol) is { } remote)
            context.ReportDiagnostic(Diagnostic.Create(Rules.BlockingWait, context.Operation.Syntax.GetLocation(), what, remote, advice));
    }
}
