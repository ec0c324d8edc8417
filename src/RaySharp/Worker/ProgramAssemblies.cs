using System.Reflection;
using System.Runtime.CompilerServices;
using RaySharp.Contracts;

namespace RaySharp.Worker;

/// <summary>The assemblies that remote methods are in.</summary>
internal static class ProgramAssemblies
{
    /// <summary>Loads what the driver's methods are in, as far as this program's own dependencies hold it: names from elsewhere are refused. Ahead of time all is there already.</summary>
    public static void Load(string[] names)
    {
        foreach (string name in names.Except(MethodRegistry.AssemblyNames))
        {
            try
            {
                RuntimeHelpers.RunModuleConstructor(Assembly.Load(new AssemblyName(name)).ManifestModule.ModuleHandle);
            }
            catch (FileNotFoundException missing)
            {
                throw new WorkerStartException($"The driver's methods are in the assembly '{name}', which is not among this program's dependencies.", missing);
            }
        }
    }
}
