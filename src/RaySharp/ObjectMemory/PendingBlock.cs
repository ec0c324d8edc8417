namespace RaySharp.ObjectMemory;

/// <summary>Somebody who waits for room.</summary>
internal sealed class PendingBlock(int bytes) : TaskCompletionSource<MemoryBlock>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public int Bytes => bytes;
}
