namespace RaySharp.Generators.Types;

/// <summary>What to do about a type that cannot travel.</summary>
internal static class Advice
{
    public const string InTask = "Create it inside the task.";
    public const string Concrete = "Name a concrete type instead.";
    public const string Closed = "Remote methods are not generic: write it for the types that you need.";
    public const string Pointer = "Memory of one process means nothing in another: send the data as an array.";
    public const string NativeInteger = "Its size differs between machines: use 'long'.";
    public const string Jagged = "Send a jagged array ('T[][]') or a flat one with its dimensions.";
    public const string Unknown = "The type does not exist.";
    public const string Delegate = "Code does not travel: send data, and let the task choose the method.";
    public const string RefStruct = "It lives on one stack: use 'ReadOnlyMemory<T>' or an array.";
    public const string Token = "Take the CancellationToken as the method's last parameter instead.";
    public const string AsyncResult = "Await it first, and send what it gives.";
    public const string Hidden = "Make the type internal or public: generated code must name it.";
    public const string FileLocal = "Declare the type without 'file': generated code must name it.";
    public const string Actor = "It is an actor: take its 'ActorHandle<...>'.";
    public const string Runtime = "Each worker has its own: use 'Ray.Current' in the task.";
    public const string Base = "Create it inside the task, or name the types that may stand for it: [RaySerializable(Derived = [typeof(...)])] on its declaration.";
    public const string Collection = "Its elements are not members: write a codec and name it with [assembly: RayCodec(...)], or send an array.";
    public const string Framework = "Create it inside the task, or write a codec and name it with [assembly: RayCodec(...)].";
    public const string Resource = "It is disposable, so it holds more than data. Create it inside the task; if it is data, mark it [RaySerializable].";
    public const string PrivateState = "Its state is private. Make it a record, or write a codec and name it with [assembly: RayCodec(...)].";
    public const string DerivesFromFramework = "It derives from a class of .NET whose state cannot be seen. Write a codec and name it with [assembly: RayCodec(...)].";

    public static string NoConstructor(string member) =>
        $"Its member '{member}' could not be restored: give it a public constructor whose parameters are named like its members, or a setter, or write a codec and name it with [assembly: RayCodec(...)].";

    public static string NotDerived(string derived) => $"'{derived}' in its [RaySerializable(Derived = ...)] does not derive from it.";
}
