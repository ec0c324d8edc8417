using System;
using RaySharp.Generators.Foundation;
using RaySharp.Generators.Models;

namespace RaySharp.Generators.Emitting;

/// <summary>Writes the declarations around the emitted members, and the property <c>Remote</c>.</summary>
internal static class OwnerEmitter
{
    public static void Emit(SourceWriter writer, OwnerModel owner, string options, Action stubs, Action? descriptors)
    {
        if (owner.Namespace.Length > 0) writer.Open($"namespace {owner.Namespace}");
        if (owner.IsPartial) EmitInside(writer, owner, options, stubs, descriptors);
        else EmitBeside(writer, owner, options, stubs);
        if (owner.Namespace.Length > 0) writer.Close();
    }

    /// <summary>Whether stubs for the class would compile: inside of it, or beside it as extension members.</summary>
    public static bool CanEmit(OwnerModel owner, AssemblyModel assembly) =>
        assembly.HasLibrary && !owner.IsTaken && (owner.IsPartial || (owner.IsReachable && !owner.IsGeneric && assembly.HasExtensionMembers));

    /// <summary>The hint name: readable, and one per class.</summary>
    public static string Hint(OwnerModel owner) =>
        $"{(owner.Namespace.Length > 0 ? owner.Namespace.Replace("@", "") + "." : "")}{owner.Flat}.{StableHash.Short(owner.Plain)}.g.cs";

    private static void EmitInside(SourceWriter writer, OwnerModel owner, string options, Action stubs, Action? descriptors)
    {
        foreach (var part in owner.Parts) writer.Open($"partial {part.Keyword} {part.Name}");
        EmitStubs(writer, owner, options, "public", owner.Hides ? "new " : "", stubs);
        if (descriptors is not null)
        {
            writer.Line().Line("#nullable disable");
            writer.Line("/// <summary>What workers run. Of generated code.</summary>");
            writer.Line(Names.Hidden).Line(Names.GeneratedCode);
            writer.Open($"{(owner.Hides ? "new " : "")}internal static class {Names.Methods}");
            descriptors();
            writer.Close();
        }
        foreach (var _ in owner.Parts) writer.Close();
    }

    private static void EmitBeside(SourceWriter writer, OwnerModel owner, string options, Action stubs)
    {
        writer.Open($"internal static class {owner.Flat}WithoutPartial");
        writer.Open($"extension({owner.Plain})");
        writer.Line("internal static RemoteStubs Remote => default;");
        writer.Close().Line();
        EmitStruct(writer, options, "internal", "", stubs);
        writer.Close();
    }

    private static void EmitStubs(SourceWriter writer, OwnerModel owner, string options, string access, string hides, Action stubs)
    {
        writer.Line($"/// <summary>The way to run <see cref=\"{owner.Plain.Replace('<', '{').Replace('>', '}')}\"/> remotely.</summary>");
        writer.Line(Names.GeneratedCode);
        writer.Line($"{access} {hides}static RemoteStubs Remote => default;").Line();
        EmitStruct(writer, options, access, hides, stubs);
    }

    private static void EmitStruct(SourceWriter writer, string options, string access, string hides, Action stubs)
    {
        string target = $"{Names.Stubs}RemoteTarget<{options}>";
        writer.Line("/// <summary>Runs methods remotely; keeps where and how. Of generated code.</summary>");
        writer.Line(Names.GeneratedCode);
        writer.Open($"{access} {hides}readonly struct RemoteStubs");
        writer.Line($"private readonly {target} _target;").Line();
        writer.Line($"private RemoteStubs({target} target) => this._target = target;").Line();
        writer.Line("/// <summary>The same with options.</summary>");
        writer.Line("/// <param name=\"options\">Take the place of options given before.</param>");
        writer.Line("/// <returns>What to call.</returns>");
        writer.Line($"public RemoteStubs With({options} options) => new RemoteStubs(this._target.With(options));").Line();
        writer.Line("/// <summary>The same on another runtime.</summary>");
        writer.Line("/// <param name=\"runtime\">The runtime.</param>");
        writer.Line("/// <returns>What to call.</returns>");
        writer.Line($"public RemoteStubs On({Names.Runtime} runtime) => new RemoteStubs(this._target.On(runtime));");
        writer.Line("#nullable enable annotations").Line("#nullable disable warnings");
        stubs();
        writer.Close();
    }
}
