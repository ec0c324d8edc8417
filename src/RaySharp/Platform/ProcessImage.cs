using System.ComponentModel;
using System.Runtime.InteropServices;

namespace RaySharp.Platform;

/// <summary>The program that a process runs.</summary>
internal static unsafe class ProcessImage
{
    /// <summary>Another program takes this process over: its number, parent and standard streams stay, all else of it ends. Returns only by an exception.</summary>
    /// <param name="path">The program.</param>
    /// <param name="arguments">Its arguments, its own name first.</param>
    /// <param name="environment">Its variables, as NAME=value.</param>
    /// <exception cref="Win32Exception">It could not be started; this process goes on.</exception>
    public static void Replace(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment)
    {
        nint[] argumentTexts = Texts(arguments), environmentTexts = Texts(environment);
        int error;
        fixed (nint* argv = argumentTexts, envp = environmentTexts)
        {
            Libc.Execute(path, argv, envp);
            error = Marshal.GetLastPInvokeError();
        }
        foreach (nint text in argumentTexts.Concat(environmentTexts)) Marshal.FreeCoTaskMem(text);
        throw new Win32Exception(error, $"'{path}' could not take this process over: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    private static nint[] Texts(IReadOnlyList<string> texts) => [.. texts.Select(Marshal.StringToCoTaskMemUTF8), 0];
}
