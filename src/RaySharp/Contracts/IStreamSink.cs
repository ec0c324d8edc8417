using RaySharp.Codecs;

namespace RaySharp.Contracts;

/// <summary>Takes the items of a stream as they are made.</summary>
internal interface IStreamSink
{
    /// <summary>An empty writer for the next item.</summary>
    CodecWriter Next();

    /// <summary>Sends what was written; ends when the consumer is near enough for another item.</summary>
    ValueTask SendAsync(CancellationToken cancel);
}
