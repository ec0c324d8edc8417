using System.Runtime.InteropServices;

namespace RaySharp.Platform;

/// <summary>Standard output or error of this process, as the kernel knows it: whatever writes there, also native code, goes where it is turned to.</summary>
internal static class StandardStream
{
    public const int Out = 1, Error = 2;
    private const int SetFlags = 4, Append = 0x400, FromEnd = 2, Interrupted = 4;

    /// <summary>Turns it to the end of a file, which only this user can read. Nothing that is written meanwhile is lost.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static void TurnTo(int stream, string path)
    {
        using var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (Libc.FileControl(file, SetFlags, Append) != 0 || Libc.Duplicate(file, stream) < 0)
            throw new IOException($"Output cannot be turned to '{path}': {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
    }

    /// <summary>Writes all of it, as one piece where the kernel does so. What cannot be written, as on a full disk, is dropped: whoever prints must not fail for it.</summary>
    public static unsafe void Write(int stream, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            nint written = 0;
            while (written < bytes.Length)
            {
                nint now = Libc.Write(stream, first + written, (nuint)(bytes.Length - written));
                if (now < 0 && Marshal.GetLastPInvokeError() != Interrupted) return;
                written += Math.Max(0, now);
            }
        }
    }

    /// <summary>How long the file is that it is turned to.</summary>
    public static long Length(int stream) => Libc.Seek(stream, 0, FromEnd);
}
