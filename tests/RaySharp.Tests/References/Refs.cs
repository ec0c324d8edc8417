using RaySharp.Codecs;
using RaySharp.References;

namespace RaySharp.Tests.References;

/// <summary>References whose objects the test completes itself.</summary>
internal static class Refs
{
    private static long _last;

    public static ObjectRef<int> Pending() => Again(new ObjectEntry(NewId()));

    /// <summary>Another reference to the same object.</summary>
    public static ObjectRef<int> Again(ObjectEntry entry) => new(entry, Codec<int>.Of<IntCodec>());

    public static ObjectRef<int>[] Pending(int count) => [.. Enumerable.Range(0, count).Select(_ => Pending())];

    public static ObjectRef<int>[] Completed(int count)
    {
        var refs = Pending(count);
        for (int i = 0; i < count; i++) refs[i].Complete(i);
        return refs;
    }

    public static ObjectId NewId() => new(new TaskId(new ProcessId(1), (ulong)Interlocked.Increment(ref _last)), 0);

    public static void Complete(this ObjectRef<int> reference, int value) => Assert.True(reference.Entry.TryComplete(BitConverter.GetBytes(value)));

    public static void Fail(this ObjectRef reference, string message) => Assert.True(reference.Entry.TryFail(() => new InvalidDataException(message)));

    private readonly struct IntCodec : ICodec<int>
    {
        public static void Write(CodecWriter writer, int value) => writer.WriteRaw(value);

        public static int Read(ref CodecReader reader) => reader.ReadRaw<int>();
    }
}
