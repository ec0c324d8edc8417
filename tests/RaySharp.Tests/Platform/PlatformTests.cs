using System.Diagnostics;
using System.Net.Sockets;
using RaySharp.Platform;

namespace RaySharp.Tests.Platform;

public class PlatformTests
{
    [Fact]
    public void Memory_is_shared_by_descriptor_and_cannot_be_resized_or_unsealed()
    {
        int fd = SealedMemory.Create("test", 8192);
        try
        {
            Assert.Null(SealedMemory.Check(fd, 8192, 8192, out long bytes));
            Assert.Equal(8192, bytes);
            Assert.Equal(-1, Libc.Truncate(fd, 4096));
            Assert.Equal(-1, Libc.Truncate(fd, 16384));
            Assert.Contains("8192", SealedMemory.Check(fd, 1, 4096, out _));
            using Mapping one = Mapping.OfDescriptor(fd, 8192), two = Mapping.OfDescriptor(fd, 8192);
            Assert.Equal(42, WriteAndRead(one, two));
        }
        finally
        {
            Descriptor.Close(fd);
        }

        static unsafe int WriteAndRead(Mapping one, Mapping two)
        {
            one.Pointer[4097] = 42;
            return two.Pointer[4097];
        }
    }

    [Fact]
    public void Descriptors_travel_over_a_socket()
    {
        (Socket left, Socket right) = RaySharp.Wire.SocketPair.Create(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));
        using (left)
        using (right)
        {
            int fd = SealedMemory.Create("travels", 4096);
            Assert.Equal(3, DescriptorPassing.Send(left.SafeHandle, [1, 2, 3], [fd, fd], out _));
            Descriptor.Close(fd);
            List<int> received = [];
            byte[] bytes = new byte[10];
            Assert.Equal(3, DescriptorPassing.Receive(right.SafeHandle, bytes, received, out _));
            Assert.Equal(2, received.Count);
            Assert.All(received, got => Assert.Null(SealedMemory.Check(got, 4096, 4096, out _)));
            const int GetDescriptorFlags = 1, CloseOnExec = 1;
            Assert.All(received, got => Assert.Equal(CloseOnExec, Libc.FileControl(got, GetDescriptorFlags, 0)));
            received.ForEach(Descriptor.Close);
            Assert.Equal(-1, DescriptorPassing.Receive(right.SafeHandle, bytes, received, out SocketError error));
            Assert.Equal(SocketError.WouldBlock, error);
            PeerCredentials peer = PeerCredentials.Of(left);
            Assert.Equal((Environment.ProcessId, true), (peer.Pid, peer.SameUser));
            Assert.False(HangUp.Of(right));
            left.Dispose();
            Assert.True(HangUp.Of(right));
        }
    }

    public static TheoryData<bool> Kinds => [true, false];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_ring_of_a_doorbell_is_lost(bool futex)
    {
        const int Rounds = 20_000;
        Doorbell ping = futex ? FutexDoorbell.OnOwnMemory() : new EventDoorbell();
        Doorbell pong = futex ? FutexDoorbell.OnOwnMemory() : new EventDoorbell();
        int asked = 0, answered = 0;
        Thread asks = new(() =>
        {
            for (int round = 1; round <= Rounds; round++)
            {
                Volatile.Write(ref asked, round);
                ping.Ring();
                Await(pong, () => Volatile.Read(ref answered) >= round);
            }
        });
        Thread answers = new(() =>
        {
            for (int round = 1; round <= Rounds; round++)
            {
                Await(ping, () => Volatile.Read(ref asked) >= round);
                Volatile.Write(ref answered, round);
                pong.Ring();
            }
        });
        Stopwatch clock = Stopwatch.StartNew();
        Thread[] both = [asks, answers];
        foreach (Thread thread in both)
        {
            thread.IsBackground = true;     // who sleeps when a ring is lost sleeps for ever
            thread.Start();
        }
        foreach (Thread thread in both)
            Assert.True(thread.Join(TimeSpan.FromSeconds(90)), $"after {clock.Elapsed} {answered} of {Rounds} were answered");

        static void Await(Doorbell bell, Func<bool> done)
        {
            while (!done())
            {
                bell.Arm();
                if (done())
                    bell.Disarm();
                else
                    bell.Wait();
            }
        }
    }

    [Fact]
    public void A_short_pause_is_short()
    {
        Stopwatch clock = Stopwatch.StartNew();
        for (int i = 0; i < 10; i++)
            ShortPause.For(TimeSpan.FromMicroseconds(400));
        Assert.InRange(clock.Elapsed.TotalMilliseconds, 4, 2000);
    }

    [Fact]
    public void A_signal_to_nobody_says_so() => Assert.False(Signals.Send(int.MaxValue, Signals.Kill));
}
