using System.Diagnostics;
using System.Runtime.CompilerServices;
using RaySharp.References;

namespace RaySharp.Objects;

/// <summary>Where the code of this process made what it owns. Records only where it was asked to: each costs a stack trace.</summary>
internal sealed class CallSites(bool isRecording)
{
    private const int MostChars = 256;
    private readonly ConditionalWeakTable<object, string> _sites = [];

    /// <summary>Remembers the caller for what its task will make.</summary>
    public void Record(ObjectEntry? result, ObjectEntry[]? results, object? stream)
    {
        if (Here() is not { } site) return;
        foreach (object? made in (object?[])[result, stream, .. results ?? []])
        {
            if (made is not null) _sites.AddOrUpdate(made, site);
        }
    }

    public string? Of(object made) => isRecording && _sites.TryGetValue(made, out string? site) ? site : null;

    /// <summary>The user's method that called, with file and line where they are known; null where nothing is recorded.</summary>
    public string? Here()
    {
        if (!isRecording) return null;
        foreach (var frame in new StackTrace(skipFrames: 1, fNeedFileInfo: true).GetFrames())
        {
            if (DiagnosticMethodInfo.Create(frame) is not { } method || !IsUsers(method)) continue;
            string name = Name(method.DeclaringTypeName ?? "", method.Name);
            string site = frame.GetFileName() is { } file ? $"{name} in {Path.GetFileName(file)}:{frame.GetFileLineNumber()}" : name;
            return site.Length <= MostChars ? site : site[..MostChars];
        }
        return "no method of the program";
    }

    /// <summary>A method's name as it stands in the source: of async methods and lambdas that of the method they are in.</summary>
    internal static string Name(string type, string method)
    {
        int made = type.IndexOf("+<", StringComparison.Ordinal);
        string inner = made >= 0 && method == "MoveNext" ? type[(made + 1)..] : method;
        int end = inner.IndexOf('>', StringComparison.Ordinal), begin = end < 0 ? -1 : inner.LastIndexOf('<', end);
        if (begin >= 0 && end > begin + 1) inner = inner[(begin + 1)..end];
        return $"{(made >= 0 ? type[..made] : type).Replace('+', '.')}.{inner}";
    }

    private static bool IsUsers(DiagnosticMethodInfo method)
    {
        string assembly = method.DeclaringAssemblyName, type = method.DeclaringTypeName ?? "";
        if (assembly.StartsWith("RaySharp,", StringComparison.Ordinal) || assembly.StartsWith("System.", StringComparison.Ordinal)) return false;
        return !type.EndsWith("RemoteStubs", StringComparison.Ordinal) && !type.EndsWith("ActorCalls", StringComparison.Ordinal);     // generated
    }
}
