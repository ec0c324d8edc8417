using Microsoft.CodeAnalysis;

namespace RaySharp.Generators.Diagnostics;

/// <summary>All diagnostics. Each has a page in docs/diagnostics.</summary>
internal static class Rules
{
    private const string Shape = "RaySharp.Shape";
    private const string Data = "RaySharp.Data";
    private const string Behaviour = "RaySharp.Behaviour";
    private const string Contract = "RaySharp.Contract";
    private const string Pages = "https://github.com/raysharp/raysharp/blob/main/docs/diagnostics/";

    public static readonly DiagnosticDescriptor NotPartial = Error("RAY0001", Shape, "Class of remote code is not partial",
        "'{0}' must be partial, so that its remote stubs can be added to it. Write 'partial {1} {0}'.");

    public static readonly DiagnosticDescriptor Unreachable = Error("RAY0002", Shape, "Remote code below internal",
        "'{0}' cannot run remotely: '{1}' is {2}, and generated code must name it. Make it internal or public.");

    public static readonly DiagnosticDescriptor InstanceTask = Error("RAY0003", Shape, "Remote task on an instance method",
        "'{0}' cannot run remotely: a task has no object to run on. Make the method static, or make '{1}' an actor with [RayActor].");

    public static readonly DiagnosticDescriptor Generic = Error("RAY0004", Shape, "Generic remote code",
        "'{0}' cannot run remotely: {1} is generic, and workers know only methods that were compiled for them. {2}");

    public static readonly DiagnosticDescriptor LocalFunction = Error("RAY0005", Shape, "Remote local function",
        "'{0}' cannot run remotely: nobody could call the stub of a local function. Move it to a class; in a program of top-level statements 'partial class Program {{ ... }}' at the file's end.");

    public static readonly DiagnosticDescriptor Parameter = Error("RAY0006", Shape, "Parameter that cannot be sent",
        "'{0}' cannot run remotely: parameter '{1}' {2}");

    public static readonly DiagnosticDescriptor Result = Error("RAY0007", Shape, "Result that cannot be sent",
        "'{0}' cannot run remotely: it {1}");

    public static readonly DiagnosticDescriptor NotSeparable = Error("RAY0008", Shape, "Returns.Separate without parts",
        "'{0}' asks for Returns.Separate, but returns '{1}'. Return a tuple (one reference per item) or an array (as many references as the caller asks for), or leave Returns out.");

    public static readonly DiagnosticDescriptor NameTaken = Error("RAY0009", Shape, "Name that stubs need",
        "'{0}' takes the name '{1}', which {2}. Rename it.");

    public static readonly DiagnosticDescriptor SameId = Error("RAY0010", Shape, "Two methods with one id",
        "'{0}' and '{1}' have the same 64-bit id {2}, by which workers know them. Rename one of them.", endOfCompilation: true);

    public static readonly DiagnosticDescriptor Option = Error("RAY0011", Shape, "Option with an impossible value",
        "'{0}' has {1} = {2}, which {3}");

    public static readonly DiagnosticDescriptor WorkerStart = Error("RAY0012", Shape, "Worker start that cannot run",
        "'{0}' cannot run when a worker starts: {1}. Write 'internal static void {2}()' or 'internal static Task {2}()' in a class that is not generic.");

    public static readonly DiagnosticDescriptor StaticOnActor = Error("RAY0020", Shape, "Task in an actor's class",
        "'{0}' cannot be a task: its class '{1}' is an actor, whose 'Remote' makes actors. Move the method to another class, or make it an instance method of the actor.");

    public static readonly DiagnosticDescriptor HandleMember = Error("RAY0021", Shape, "Actor method named like a member of its handle",
        "'{0}' cannot be called by a handle: ActorHandle has a member '{1}' already. Rename the method, or make it internal to keep it inside of the actor.");

    public static readonly DiagnosticDescriptor NoCreation = Error("RAY0022", Shape, "Actor that nobody can create",
        "'{0}' cannot be an actor: {1}");

    public static readonly DiagnosticDescriptor NotCallable = Warning("RAY0023", Shape, "Remote actor method that no handle can call",
        "'{0}' is marked [RayRemote] but is not public, so no handle has it. Make it public, or leave the attribute out.");

    public static readonly DiagnosticDescriptor Unserializable = Error("RAY0101", Data, "Type that cannot be sent",
        "'{0}' cannot run remotely: {1} of type '{2}', which cannot be sent. {3}");

    public static readonly DiagnosticDescriptor NamedUnserializable = Error("RAY0102", Data, "[RaySerializable] type that cannot be sent",
        "'{0}' cannot be sent: {1}{2}");

    public static readonly DiagnosticDescriptor BadCodec = Error("RAY0103", Data, "[RayCodec] names what is no codec",
        "'{0}' cannot be the codec of '{1}': {2}");

    public static readonly DiagnosticDescriptor PutUnknown = Error("RAY0104", Data, "Put of a type without a codec",
        "'{0}' has no codec: no remote method of this project mentions it. Add [assembly: RaySerializable(typeof({0}))].", endOfCompilation: true);

    public static readonly DiagnosticDescriptor BlockingWait = Warning("RAY0201", Behaviour, "Blocking wait in remote code",
        "'{0}' blocks in '{1}': its slot stands still, and nested work may wait for ever. {2}");

    public static readonly DiagnosticDescriptor StaticWrite = Warning("RAY0202", Behaviour, "Remote code changes a static field",
        "'{0}' changes the static '{1}': each worker process has its own, callers never see it. Return the value, or keep it in an actor.");

    public static readonly DiagnosticDescriptor NoToken = Info("RAY0203", Behaviour, "Asynchronous remote code without a CancellationToken",
        "'{0}' is asynchronous but takes no CancellationToken, so it cannot be cancelled once it runs. Add 'CancellationToken cancel' as the last parameter.");

    public static readonly DiagnosticDescriptor ContractChanged = Warning("RAY0301", Contract, "Wire contract changed",
        "'{0}' is recorded in RayContracts.txt with another shape: programs of a running cluster that know the older one refuse this one. Give the new shape to a method of another name, or, if no such program runs, record it: {1}", endOfCompilation: true);

    public static readonly DiagnosticDescriptor ContractGone = Warning("RAY0302", Contract, "Recorded method is gone",
        "'{0}' is recorded in RayContracts.txt but does not exist any more: programs of a running cluster that call it fail. Keep it until none runs, then remove the line.", endOfCompilation: true);

    public static readonly DiagnosticDescriptor NotRecorded = Info("RAY0303", Contract, "Method is not recorded",
        "'{0}' is not recorded in RayContracts.txt. Add the line: {1}", endOfCompilation: true);

    private static DiagnosticDescriptor Error(string id, string category, string title, string message, bool endOfCompilation = false) =>
        Make(id, category, title, message, DiagnosticSeverity.Error, endOfCompilation);

    private static DiagnosticDescriptor Warning(string id, string category, string title, string message, bool endOfCompilation = false) =>
        Make(id, category, title, message, DiagnosticSeverity.Warning, endOfCompilation);

    private static DiagnosticDescriptor Info(string id, string category, string title, string message, bool endOfCompilation = false) =>
        Make(id, category, title, message, DiagnosticSeverity.Info, endOfCompilation);

    private static DiagnosticDescriptor Make(string id, string category, string title, string message, DiagnosticSeverity severity, bool endOfCompilation) => new(
        id, title, message, category, severity, isEnabledByDefault: true, helpLinkUri: Pages + id + ".md",
        customTags: endOfCompilation ? [WellKnownDiagnosticTags.CompilationEnd] : []);
}
