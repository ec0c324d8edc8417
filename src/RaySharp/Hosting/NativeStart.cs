using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using RaySharp.Contracts;

namespace RaySharp.Hosting;

/// <summary>Programs compiled ahead of time have no startup hooks: there the program's own module initializer begins the worker, and finds the way here.</summary>
internal static class NativeStart
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255:The 'ModuleInitializer' attribute should not be used in libraries", Justification = "It only says who can take over; a program's generated code asks for it.")]
    internal static void Offer()
    {
        if (!RuntimeFeature.IsDynamicCodeSupported) WorkerTakeover.Run = ProcessRole.TakeOver;
    }
}
