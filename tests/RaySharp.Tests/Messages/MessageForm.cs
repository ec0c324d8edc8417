using RaySharp.Codecs;
using RaySharp.Messages;

namespace RaySharp.Tests.Messages;

/// <summary>The form of one kind of control message.</summary>
internal abstract class MessageForm
{
    /// <summary>Of all that are declared, by their names.</summary>
    public static SortedDictionary<string, MessageForm> All { get; } = new(typeof(MessageKind).Assembly.GetTypes()
        .Where(static type => type.IsValueType && type.GetInterfaces().Any(static one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IMessage<>)))
        .ToDictionary(static type => type.Name, static type => (MessageForm)Activator.CreateInstance(typeof(Of<>).MakeGenericType(type))!), StringComparer.Ordinal);

    public abstract MessageKind Kind { get; }

    /// <summary>A message made by chance, with its kind in front as it travels.</summary>
    public abstract byte[] Sample(int seed);

    /// <summary>Reads what comes behind the kind.</summary>
    /// <returns>The message, as it would be sent on.</returns>
    /// <exception cref="CodecException">It cannot be read.</exception>
    public abstract Func<byte[]> Read(ReadOnlySpan<byte> bytes);

    private sealed class Of<T> : MessageForm where T : struct, IMessage<T>
    {
        public override MessageKind Kind => T.Kind;

        public override byte[] Sample(int seed) => ((T)new MessageMaker(seed).Make(typeof(T))).ToFrame();

        public override Func<byte[]> Read(ReadOnlySpan<byte> bytes)
        {
            CodecReader reader = new(bytes);
            var message = T.Read(ref reader);
            return () => message.ToFrame();
        }
    }
}
