using System.ComponentModel;
using RaySharp.Codecs;
using RaySharp.Contracts;
using RaySharp.References;

namespace RaySharp.Stubs;

/// <summary>One call of an actor's method: begin, write the arguments, submit. Of generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct ActorCall
{
    private readonly ActorHandle _actor;
    private readonly RemoteMethod _method;

    private ActorCall(ActorHandle actor, RemoteMethod method)
    {
        _actor = actor;
        _method = method;
        Arguments = ArgumentWriter.Rent(actor.Entry, method);
    }

    /// <summary>Takes the arguments, in order.</summary>
    public ArgumentWriter Arguments { get; }

    /// <summary>Begins a call.</summary>
    /// <param name="actor">Who runs it.</param>
    /// <param name="method">What runs.</param>
    /// <returns>The call.</returns>
    public static ActorCall Begin(ActorHandle actor, RemoteMethod method)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return new ActorCall(actor, method);
    }

    /// <inheritdoc cref="TaskCall.Submit(CancellationToken)"/>
    public ObjectRef Submit(CancellationToken cancel)
    {
        var entry = _actor.Entry.Submit(Submission(1, cancel));
        End();
        return new ObjectRef(entry);
    }

    /// <inheritdoc cref="TaskCall.Submit{T, TCodec}(CancellationToken)"/>
    public ObjectRef<T> Submit<T, TCodec>(CancellationToken cancel) where TCodec : struct, ICodec<T>
    {
        var entry = _actor.Entry.Submit(Submission(1, cancel));
        End();
        return new ObjectRef<T>(entry, Codec<T>.Of<TCodec>());
    }

    /// <inheritdoc cref="TaskCall.SubmitSeparate"/>
    public SeparateReturns SubmitSeparate(int returns, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(returns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(returns, ushort.MaxValue);
        var entries = _actor.Entry.SubmitMany(Submission(returns, cancel));
        End();
        return new SeparateReturns(entries);
    }

    /// <inheritdoc cref="TaskCall.SubmitStream"/>
    public ObjectRefStream<T> SubmitStream<T, TCodec>(CancellationToken cancel) where TCodec : struct, ICodec<T>
    {
        var entry = _actor.Entry.SubmitStream(Submission(0, cancel));
        End();
        return new ObjectRefStream<T>(entry, Codec<T>.Of<TCodec>());
    }

    /// <summary>Until here the handle may be the actor's last; the submitted call keeps the actor by itself.</summary>
    private void End()
    {
        GC.KeepAlive(_actor);
        Arguments.Return();
    }

    private CallSubmission Submission(int returns, CancellationToken cancel) => new()
    {
        Method = _method,
        Arguments = Arguments.Written,
        Splices = Arguments.Splices,
        Carried = Arguments.Carried,
        Returns = returns,
        Cancel = cancel,
    };
}
