namespace RaySharp.Codecs;

/// <summary>What collections are refused for, in words.</summary>
internal static class CollectionFaults
{
    public static CodecException Null<T>() =>
        new($"A collection of '{typeof(T)}' is null where its type has no null: the bytes are damaged.");

    public static CodecException TooLarge<T>(int count, long bytes) => new(
        $"A collection of {count:N0} '{typeof(T)}' needs {bytes:N0} bytes; one value may have {Array.MaxLength:N0}. Send it in parts.");
}
