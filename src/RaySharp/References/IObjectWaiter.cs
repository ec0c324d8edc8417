namespace RaySharp.References;

/// <summary>Somebody who waits for an object.</summary>
internal interface IObjectWaiter
{
    /// <summary>Whether it waits no more: its entry may forget it and need not call it. Never goes back to false.</summary>
    bool IsOver => false;

    /// <summary>The object is there, or failed. Called once, on a thread of the runtime: be quick, run no user code, do not throw.</summary>
    void OnCompleted(ObjectEntry entry);
}
