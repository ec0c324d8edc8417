using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using RaySharp.Generators.Diagnostics;
using RaySharp.Generators.Models;
using RaySharp.Generators.Types;

namespace RaySharp.Generators.Parsing;

/// <summary>Reads a method with [RayRemote] outside of actors.</summary>
internal static class TaskParser
{
    private static readonly string[] _reserved = ["With", "On", "Equals", "GetHashCode", "ToString", "GetType", "RemoteStubs"];

    public static TaskModel? Parse(IMethodSymbol method, CodecCatalog catalog, List<Problem> problems)
    {
        var type = method.ContainingType;
        if (RemoteAttributes.Actor(type) is not null)
        {
            CheckOnActor(method, type, problems);
            return null;
        }
        CodecUses uses = new(catalog, problems);
        var owner = OwnerParser.Parse(type, catalog);
        string display = TypeNames.ForPeople(type) + "." + method.Name;
        if (!method.IsStatic) problems.Report(Rules.InstanceTask, method, display, TypeNames.ForPeople(type));
        if (_reserved.Contains(method.Name)) problems.Report(Rules.NameTaken, method, display, method.Name, "the stubs have already");
        var model = MethodParser.Parse(method, type, uses, problems);
        bool isRefused = model.IsRefused || problems.Any(static p => p.IsError) || !owner.CanRun;
        return new TaskModel(owner, model with { IsRefused = isRefused }, uses.Codecs, uses.Mentions);
    }

    private static void CheckOnActor(IMethodSymbol method, INamedTypeSymbol type, List<Problem> problems)
    {
        string display = TypeNames.ForPeople(type) + "." + method.Name;
        if (method.IsStatic) problems.Report(Rules.StaticOnActor, method, display, TypeNames.ForPeople(type));
        else if (method.DeclaredAccessibility != Accessibility.Public) problems.Report(Rules.NotCallable, method, display);
    }
}
