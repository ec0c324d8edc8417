using System.Runtime.InteropServices;
using RaySharp.Contracts;
using RaySharp.Messages;
using RaySharp.Objects;
using RaySharp.References;

namespace RaySharp.Ownership;

/// <summary>A task that this process submitted and that has no result yet. Small: there may be millions.</summary>
internal sealed class TaskRecord : PendingTask, IMaker
{
    private byte[] _frame = [];

    public required ulong Number { get; init; }

    public required RemoteMethod Method { get; init; }

    /// <summary>Header, extras and arguments as they are sent; the header is completed at every push.</summary>
    public required byte[] Frame { get => _frame; set => _frame = value; }

    /// <summary>The one result, or null where <see cref="Rare"/> has several or a stream.</summary>
    public ObjectEntry? Result { get; init; }

    /// <summary>What few tasks have.</summary>
    public TaskExtras? Rare { get; set; }

    /// <summary>Where the owner's table has it.</summary>
    public ulong Handle { get; set; }

    public string Name => Rare?.Options?.Name ?? Method.Options.Name ?? Method.Identity.Name;

    /// <summary>The task has ended and needs its frame no more. Null for all but the first who asks.</summary>
    public byte[]? TakeFrame() => Interlocked.Exchange(ref _frame, []) is { Length: > 0 } frame ? frame : null;

    public ref PushHeader Header => ref MemoryMarshal.AsRef<PushHeader>(Frame.AsSpan());
}

/// <summary>What few tasks have.</summary>
internal sealed class TaskExtras
{
    public TaskOptions? Options { get; init; }

    public ObjectEntry[]? Results { get; init; }

    public StreamEntry? Stream { get; init; }

    public List<(int Offset, ObjectEntry Entry)>? Splices { get; private set; }

    public ReferenceBag? Carried { get; private set; }

    /// <summary>It makes objects again that were lost: what comes is for this.</summary>
    public Remake? Remake { get; init; }

    /// <summary>The references in the values that were put in for references.</summary>
    public SharedId[] SplicedContents { get; set; } = [];

    /// <summary>The bag that carries the references of the attempt under way; 0: none.</summary>
    public ulong Bag { get; set; }

    public bool CarriesAny => Carried is not null || SplicedContents.Length > 0;

    public SharedId[] CarriedIds => [.. Carried?.Ids ?? [], .. SplicedContents];

    public bool CancelForce { get; set; }

    public bool CancelRecursive { get; set; }

    public CancellationTokenRegistration Registration { get; set; }

    public void Take(List<(int Offset, ObjectEntry Entry)>? splices, ReferenceBag? carried) => (Splices, Carried) = (splices, carried);

    /// <summary>It has ended: who keeps its objects must not keep its arguments.</summary>
    public void LetGo(ObjectService objects)
    {
        var (splices, carried) = (Splices, Carried);
        Take(null, null);
        if (splices is not null || carried is not null) objects.Release(carried, splices);
    }
}
