namespace RaySharp.Generators.Emitting;

/// <summary>Names of the library, as emitted code writes them.</summary>
internal static class Names
{
    public const string Contracts = "global::RaySharp.Contracts.";
    public const string Stubs = "global::RaySharp.Stubs.";
    public const string RemoteMethod = Contracts + "RemoteMethod";
    public const string ActorClass = Contracts + "ActorClass";
    public const string ObjectRef = "global::RaySharp.ObjectRef";
    public const string ActorHandle = "global::RaySharp.ActorHandle";
    public const string TaskOptions = "global::RaySharp.TaskOptions";
    public const string ActorOptions = "global::RaySharp.ActorOptions";
    public const string Runtime = "global::RaySharp.RayRuntime";
    public const string Token = "global::System.Threading.CancellationToken";
    public const string ValueTask = "global::System.Threading.Tasks.ValueTask";
    public const string Methods = "RaySharpMethods";
    public const string GeneratedCode = "[global::System.CodeDom.Compiler.GeneratedCode(\"RaySharp.Generators\", \"0.1.0\")]";
    public const string Hidden = "[global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]";
    public const string Preferred = "[global::System.Runtime.CompilerServices.OverloadResolutionPriority(1)]";
}
