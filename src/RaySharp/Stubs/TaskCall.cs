using System.ComponentModel;
using RaySharp.Codecs;
using RaySharp.Contracts;
using RaySharp.References;
using RaySharp.Runtime;

namespace RaySharp.Stubs;

/// <summary>One call of a remote method: begin, write the arguments, submit. Of generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct TaskCall
{
    private readonly RayRuntime _runtime;
    private readonly TaskOptions? _options;
    private readonly RemoteMethod _method;

    private TaskCall(RayRuntime runtime, TaskOptions? options, RemoteMethod method)
    {
        _runtime = runtime;
        _options = options;
        _method = method;
        Arguments = ArgumentWriter.Rent(runtime, method);
    }

    /// <summary>Takes the arguments, in order.</summary>
    public ArgumentWriter Arguments { get; }

    /// <summary>Begins a call.</summary>
    /// <param name="target">Where it runs and how.</param>
    /// <param name="method">What runs.</param>
    /// <returns>The call.</returns>
    /// <exception cref="RuntimeNotFoundException">No runtime was named, and none or several run.</exception>
    public static TaskCall Begin(RemoteTarget<TaskOptions> target, RemoteMethod method) =>
        new(target.Runtime ?? RuntimeScope.Current, target.Options, method);

    /// <summary>Submits a call without result.</summary>
    /// <param name="cancel">Cancels the task.</param>
    /// <returns>Its reference.</returns>
    public ObjectRef Submit(CancellationToken cancel)
    {
        var entry = _runtime.SubmitTask(Submission(1, cancel));
        Arguments.Return();
        return new ObjectRef(entry);
    }

    /// <summary>Submits a call with one result.</summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <typeparam name="TCodec">Its codec.</typeparam>
    /// <param name="cancel">Cancels the task.</param>
    /// <returns>Its reference.</returns>
    public ObjectRef<T> Submit<T, TCodec>(CancellationToken cancel) where TCodec : struct, ICodec<T>
    {
        var entry = _runtime.SubmitTask(Submission(1, cancel));
        Arguments.Return();
        return new ObjectRef<T>(entry, Codec<T>.Of<TCodec>());
    }

    /// <summary>Submits a call with separate results.</summary>
    /// <param name="returns">How many.</param>
    /// <param name="cancel">Cancels the task.</param>
    /// <returns>Gives out their references.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="returns"/> is less than 1, or more than 65,535.</exception>
    public SeparateReturns SubmitSeparate(int returns, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(returns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(returns, ushort.MaxValue);
        var entries = _runtime.SubmitTaskMany(Submission(returns, cancel));
        Arguments.Return();
        return new SeparateReturns(entries);
    }

    /// <summary>Submits a call that returns a stream.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <typeparam name="TCodec">Their codec.</typeparam>
    /// <param name="cancel">Cancels the task.</param>
    /// <returns>The stream.</returns>
    public ObjectRefStream<T> SubmitStream<T, TCodec>(CancellationToken cancel) where TCodec : struct, ICodec<T>
    {
        var entry = _runtime.SubmitStream(Submission(0, cancel));
        Arguments.Return();
        return new ObjectRefStream<T>(entry, Codec<T>.Of<TCodec>());
    }

    private CallSubmission Submission(int returns, CancellationToken cancel) => new()
    {
        Method = _method,
        Arguments = Arguments.Written,
        Splices = Arguments.Splices,
        Carried = Arguments.Carried,
        Options = _options,
        Returns = returns,
        Cancel = cancel,
    };
}
