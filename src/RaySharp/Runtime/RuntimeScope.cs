namespace RaySharp.Runtime;

/// <summary>Which runtime a remote call uses.</summary>
/// <remarks>In a task: the worker's. Else that of the innermost Use() scope. Else the only live one. Never "the latest".</remarks>
internal static class RuntimeScope
{
    private static readonly AsyncLocal<RayRuntime?> _used = new();
    private static RayRuntime[] _live = [];

    public static RayRuntime Current
    {
        get
        {
            if (_used.Value is { } used) return used;
            var live = Volatile.Read(ref _live);
            return live.Length == 1 ? live[0] : throw NoneOrSeveral(live.Length);
        }
    }

    public static IDisposable Enter(RayRuntime runtime)
    {
        var scope = new Scope(_used.Value);
        _used.Value = runtime;
        return scope;
    }

    public static void Add(RayRuntime runtime) => Change(live => [.. live, runtime]);

    public static void Remove(RayRuntime runtime) => Change(live => [.. live.Where(other => other != runtime)]);

    private static void Change(Func<RayRuntime[], RayRuntime[]> change)
    {
        RayRuntime[] seen;
        do seen = Volatile.Read(ref _live);
        while (Interlocked.CompareExchange(ref _live, change(seen), seen) != seen);
    }

    private static RuntimeNotFoundException NoneOrSeveral(int count) => new(
        (count == 0 ? "A remote call was made, but no runtime is running. " : $"A remote call was made, but {count} runtimes are running and none was chosen. ") +
        "Start one with 'await using var ray = await Ray.StartAsync();', name it for the call with 'Class.Remote.On(ray)', or for a block with 'using (ray.Use())'.");

    private sealed class Scope(RayRuntime? outer) : IDisposable
    {
        public void Dispose() => _used.Value = outer;
    }
}
