using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Microbenchmark.Measuring;

/// <summary>Files that are to be read from the disk, not from memory.</summary>
internal static partial class PageCache
{
    /// <summary>Writes the file out and has the system forget its pages. Elsewhere than on Linux it stays where it is.</summary>
    public static void Drop(string file)
    {
        const int DontNeed = 4;
        using SafeFileHandle handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.FlushToDisk(handle);
        if (OperatingSystem.IsLinux()) Check.Equal(0, Advise(handle, 0, 0, DontNeed));
    }

    /// <summary>All files below the folder; those that are deleted meanwhile need nothing.</summary>
    public static void DropAll(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            try
            {
                Drop(file);
            }
            catch (FileNotFoundException)
            {
                // What was in it was released.
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeHandle file, long offset, long length, int advice);
}
