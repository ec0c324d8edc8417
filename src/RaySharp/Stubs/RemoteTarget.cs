using System.ComponentModel;

namespace RaySharp.Stubs;

/// <summary>Where a stub's calls run and how. Of generated code.</summary>
/// <typeparam name="TOptions">The options' type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct RemoteTarget<TOptions> where TOptions : class
{
    private RemoteTarget(RayRuntime? runtime, TOptions? options)
    {
        Runtime = runtime;
        Options = options;
    }

    internal RayRuntime? Runtime { get; }

    internal TOptions? Options { get; }

    /// <summary>The same with other options.</summary>
    /// <param name="options">Take the place of options given before.</param>
    /// <returns>The new target.</returns>
    public RemoteTarget<TOptions> With(TOptions options) => new(Runtime, options ?? throw new ArgumentNullException(nameof(options)));

    /// <summary>The same on another runtime.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <returns>The new target.</returns>
    public RemoteTarget<TOptions> On(RayRuntime runtime) => new(runtime ?? throw new ArgumentNullException(nameof(runtime)), Options);
}
