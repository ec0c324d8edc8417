using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaySharp.Generators.Emitting;
using RaySharp.Generators.Models;
using RaySharp.Generators.Parsing;
using RaySharp.Generators.Types;

namespace RaySharp.Generators;

/// <summary>Emits stubs, descriptors, codecs and their registration. What is wrong is told by the analyzers, which share the parsers.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class RemoteCodeGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var assembly = context.CompilationProvider.Select(static (c, _) => Describe(c)).WithTrackingName(Steps.Assembly);

        var tasks = context.SyntaxProvider.ForAttributeWithMetadataName(RemoteAttributes.RemoteName,
            static (node, _) => node is MethodDeclarationSyntax,
            static (found, _) => TaskParser.Parse((IMethodSymbol)found.TargetSymbol, CodecCatalog.Of(found.SemanticModel.Compilation), []))
            .Where(static t => t is not null).Select(static (t, _) => t!).WithTrackingName(Steps.Tasks);

        var taskClasses = tasks.Collect().SelectMany(static (all, _) => ModelCollector.Classes(all)).WithTrackingName(Steps.TaskClasses);

        var actors = context.SyntaxProvider.ForAttributeWithMetadataName(RemoteAttributes.ActorName,
            static (node, _) => node is TypeDeclarationSyntax,
            static (found, _) => ActorParser.Parse((INamedTypeSymbol)found.TargetSymbol, CodecCatalog.Of(found.SemanticModel.Compilation), []))
            .WithTrackingName(Steps.Actors);

        var workerStarts = context.SyntaxProvider.ForAttributeWithMetadataName(RemoteAttributes.WorkerStartName,
            static (node, _) => node is MethodDeclarationSyntax,
            static (found, _) => WorkerStartParser.Parse((IMethodSymbol)found.TargetSymbol, CodecCatalog.Of(found.SemanticModel.Compilation), []))
            .Where(static s => s is not null).Select(static (s, _) => s!).WithTrackingName(Steps.WorkerStarts);

        var exceptions = context.SyntaxProvider.CreateSyntaxProvider(
            static (node, _) => ExceptionParser.MayBeException(node),
            static (found, cancel) => found.SemanticModel.GetDeclaredSymbol(found.Node, cancel) is INamedTypeSymbol type
                ? ExceptionParser.Parse(type, CodecCatalog.Of(found.SemanticModel.Compilation)) : null)
            .Where(static e => e is not null).Select(static (e, _) => e!).WithTrackingName(Steps.Exceptions);

        var codecs = Codecs(context, tasks, actors);
        var emitted = codecs.SelectMany(static (c, _) => c.Codecs).WithTrackingName(Steps.Codecs);
        var registration = taskClasses.Collect().Combine(actors.Collect()).Combine(workerStarts.Collect()).Combine(exceptions.Collect()).Combine(codecs).Combine(assembly)
            .Select(static (all, _) => ModelCollector.Registration(
                all.Left.Left.Left.Left.Left, all.Left.Left.Left.Left.Right, all.Left.Left.Left.Right, all.Left.Left.Right, all.Left.Right, all.Right))
            .WithTrackingName(Steps.Registration);

        context.RegisterSourceOutput(taskClasses.Combine(assembly), static (output, pair) =>
        {
            var owner = pair.Left.Owner;
            if (OwnerEmitter.CanEmit(owner, pair.Right)) output.AddSource(OwnerEmitter.Hint(owner), TaskEmitter.Emit(pair.Left));
        });
        context.RegisterSourceOutput(actors.Combine(assembly), static (output, pair) =>
        {
            var owner = pair.Left.Owner;
            if (OwnerEmitter.CanEmit(owner, pair.Right)) output.AddSource(OwnerEmitter.Hint(owner), ActorEmitter.Emit(pair.Left));
        });
        context.RegisterSourceOutput(emitted.Combine(assembly), static (output, pair) =>
            output.AddSource($"Codec.{pair.Left.Name}.g.cs", CodecEmitter.Emit(pair.Left, CodecCatalog.ClassName(pair.Right.Name))));
        context.RegisterSourceOutput(registration, static (output, model) =>
        {
            if (model is not null) output.AddSource("RaySharp.Registration.g.cs", RegistrationEmitter.Emit(model));
        });
    }

    private static IncrementalValueProvider<NamedCodecsModel> Codecs(
        IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<TaskModel> tasks, IncrementalValuesProvider<ActorModel> actors)
    {
        var serializable = context.SyntaxProvider.ForAttributeWithMetadataName(RemoteAttributes.SerializableName,
            static (node, _) => node is TypeDeclarationSyntax,
            static (found, _) => NamedCodecsParser.Type((INamedTypeSymbol)found.TargetSymbol, CodecCatalog.Of(found.SemanticModel.Compilation), []))
            .WithTrackingName(Steps.SerializableTypes);
        var named = context.SyntaxProvider.ForAttributeWithMetadataName(RemoteAttributes.SerializableName,
            static (node, _) => node is CompilationUnitSyntax,
            static (found, _) => NamedCodecsParser.Named(found.Attributes, CodecCatalog.Of(found.SemanticModel.Compilation), []))
            .WithTrackingName(Steps.NamedTypes);
        var handWritten = context.SyntaxProvider.ForAttributeWithMetadataName(RemoteAttributes.CodecName,
            static (node, _) => node is CompilationUnitSyntax,
            static (found, _) => NamedCodecsParser.HandWritten(found.Attributes, CodecCatalog.Of(found.SemanticModel.Compilation), []))
            .WithTrackingName(Steps.HandWritten);
        var ofTasks = tasks.Select(static (t, _) => new NamedCodecsModel(t.Codecs, t.Mentions));
        var ofActors = actors.Select(static (a, _) => new NamedCodecsModel(a.Codecs, a.Mentions));
        return ofTasks.Collect().Combine(ofActors.Collect()).Combine(serializable.Collect()).Combine(named.Collect()).Combine(handWritten.Collect())
            .Select(static (all, _) => ModelCollector.Codecs([
                .. all.Left.Left.Left.Left, .. all.Left.Left.Left.Right, .. all.Left.Left.Right, .. all.Left.Right, .. all.Right]));
    }

    private const int FirstWithExtensionMembers = 1400;

    private static AssemblyModel Describe(Compilation compilation) => new(
        compilation.AssemblyName ?? "",
        compilation.Options.OutputKind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication,
        compilation.GetTypeByMetadataName("RaySharp.Contracts.MethodRegistry") is not null,
        compilation is CSharpCompilation { LanguageVersion: >= (LanguageVersion)FirstWithExtensionMembers });
}
