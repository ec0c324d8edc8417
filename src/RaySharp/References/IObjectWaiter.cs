namespace RaySharp.References;

/// <summary>Somebody who waits for an object.</summary>
internal interface IObjectWaiter
{
    /// <summary>The object is there, or failed. Called once, on a thread of the runtime: be quick, run no user code.</summary>
    void OnCompleted(ObjectEntry entry);
}
