using Microsoft.CodeAnalysis;

namespace RaySharp.Generators.Tests.Harness;

/// <summary>The assemblies that a user's project sees: .NET's and RaySharp's.</summary>
internal static class SampleReferences
{
    public static readonly IReadOnlyList<MetadataReference> All =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => IsWanted(Path.GetFileNameWithoutExtension(path)))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static bool IsWanted(string name) =>
        name is "RaySharp" or "Apache.Arrow" or "netstandard" or "mscorlib" or "System" or "Microsoft.Extensions.Logging.Abstractions" or "Microsoft.Win32.Primitives"
        || (name.StartsWith("System.", StringComparison.Ordinal) && !name.StartsWith("System.Composition", StringComparison.Ordinal));
}
