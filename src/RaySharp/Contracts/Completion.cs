using System.ComponentModel;
using RaySharp.Codecs;

namespace RaySharp.Contracts;

/// <summary>The end of a method without a result, as a result. Of generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Completion
{
    /// <summary>Awaits a task.</summary>
    /// <param name="running">The task.</param>
    /// <returns>Ends with it.</returns>
    public static ValueTask<VoidResult> Of(Task running) => running.IsCompletedSuccessfully ? default : AwaitAsync(running);

    /// <summary>Awaits a task.</summary>
    /// <param name="running">The task.</param>
    /// <returns>Ends with it.</returns>
    public static ValueTask<VoidResult> Of(ValueTask running)
    {
        if (!running.IsCompletedSuccessfully) return AwaitAsync(running.AsTask());
        running.GetAwaiter().GetResult();
        return default;
    }

    private static async ValueTask<VoidResult> AwaitAsync(Task running)
    {
        await running.ConfigureAwait(false);
        return default;
    }
}
