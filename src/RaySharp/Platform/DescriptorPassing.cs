using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RaySharp.Platform;

/// <summary>Bytes and file descriptors over one Unix socket, without ever blocking.</summary>
internal static unsafe class DescriptorPassing
{
    /// <summary>The most descriptors one message may carry; more are closed by the kernel.</summary>
    public const int MaxDescriptors = 4;

    private const int SocketLevel = 1, Rights = 1, DontWait = 0x40, NoSignal = 0x4000, CloseOnExec = 0x40000000;
    private const int ControlHeader = 16, ControlBytes = ControlHeader + (MaxDescriptors * sizeof(int));

    /// <summary>Bytes sent (the descriptors go with the first), or -1 and the error.</summary>
    public static int Send(SafeHandle socket, ReadOnlySpan<byte> bytes, ReadOnlySpan<int> descriptors, out SocketError error)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(descriptors.Length, MaxDescriptors);
        byte* control = stackalloc byte[ControlBytes];
        *(nuint*)control = (nuint)(ControlHeader + (descriptors.Length * sizeof(int)));
        *(int*)(control + 8) = SocketLevel;
        *(int*)(control + 12) = Rights;
        descriptors.CopyTo(new Span<int>(control + ControlHeader, MaxDescriptors));
        fixed (byte* data = bytes)
        {
            IoVector vector = new() { Base = data, Length = (nuint)bytes.Length };
            MessageHeader message = new() { Vectors = &vector, VectorCount = 1 };
            if (!descriptors.IsEmpty)
            {
                message.Control = control;
                message.ControlLength = (nuint)(ControlHeader + (Unsafe.SizeOf<int>() * descriptors.Length) + 7) & ~(nuint)7;
            }
            return Result(Libc.SendMessage(socket, &message, DontWait | NoSignal), out error);
        }
    }

    /// <summary>Bytes received, 0 at the end, or -1 and the error. Descriptors are close-on-exec and the caller's to close.</summary>
    public static int Receive(SafeHandle socket, Span<byte> bytes, List<int> descriptors, out SocketError error)
    {
        byte* control = stackalloc byte[ControlBytes];
        fixed (byte* data = bytes)
        {
            IoVector vector = new() { Base = data, Length = (nuint)bytes.Length };
            MessageHeader message = new() { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = ControlBytes };
            int received = Result(Libc.ReceiveMessage(socket, &message, DontWait | CloseOnExec), out error);
            if (received >= 0 && message.ControlLength >= ControlHeader)
                Collect(control, descriptors);
            return received;
        }
    }

    private static void Collect(byte* control, List<int> descriptors)
    {
        if (*(int*)(control + 8) != SocketLevel || *(int*)(control + 12) != Rights)
            return;
        int count = (int)(*(nuint*)control - ControlHeader) / sizeof(int);
        descriptors.AddRange(new ReadOnlySpan<int>(control + ControlHeader, Math.Min(count, MaxDescriptors)));
    }

    private static int Result(nint value, out SocketError error)
    {
        const int Interrupted = 4, Again = 11;
        error = value >= 0 ? SocketError.Success : Marshal.GetLastPInvokeError() switch
        {
            Again or Interrupted => SocketError.WouldBlock,
            _ => SocketError.ConnectionReset,
        };
        return (int)value;
    }
}
