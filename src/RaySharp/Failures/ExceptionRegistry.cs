using System.Collections.Concurrent;
using System.ComponentModel;

namespace RaySharp.Failures;

/// <summary>The exceptions that arrive as their own type. Generated code adds those of its assembly; nothing is made by reflection.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ExceptionRegistry
{
    private static readonly ConcurrentDictionary<string, Func<string, Exception?, Exception>> _factories = new(StringComparer.Ordinal);

    static ExceptionRegistry()
    {
        Register<Exception>(static (message, inner) => new Exception(message, inner));
        Register<InvalidOperationException>(static (message, inner) => new InvalidOperationException(message, inner));
        Register<ArgumentException>(static (message, inner) => new ArgumentException(message, inner));
        Register<ArgumentNullException>(static (message, inner) => new ArgumentNullException(message, inner));
        Register<ArgumentOutOfRangeException>(static (message, inner) => new ArgumentOutOfRangeException(message, inner));
        Register<NotSupportedException>(static (message, inner) => new NotSupportedException(message, inner));
        Register<NotImplementedException>(static (message, inner) => new NotImplementedException(message, inner));
        Register<ObjectDisposedException>(static (message, inner) => new ObjectDisposedException(message, inner));
        Register<FormatException>(static (message, inner) => new FormatException(message, inner));
        Register<OverflowException>(static (message, inner) => new OverflowException(message, inner));
        Register<DivideByZeroException>(static (message, inner) => new DivideByZeroException(message, inner));
        Register<ArithmeticException>(static (message, inner) => new ArithmeticException(message, inner));
        Register<IndexOutOfRangeException>(static (message, inner) => new IndexOutOfRangeException(message, inner));
        Register<KeyNotFoundException>(static (message, inner) => new KeyNotFoundException(message, inner));
        Register<InvalidCastException>(static (message, inner) => new InvalidCastException(message, inner));
        Register<NullReferenceException>(static (message, inner) => new NullReferenceException(message, inner));
        Register<TimeoutException>(static (message, inner) => new TimeoutException(message, inner));
        Register<UnauthorizedAccessException>(static (message, inner) => new UnauthorizedAccessException(message, inner));
        Register<IOException>(static (message, inner) => new IOException(message, inner));
        Register<FileNotFoundException>(static (message, inner) => new FileNotFoundException(message, inner));
        Register<DirectoryNotFoundException>(static (message, inner) => new DirectoryNotFoundException(message, inner));
        Register<HttpRequestException>(static (message, inner) => new HttpRequestException(message, inner));
        Register<OperationCanceledException>(static (message, inner) => new OperationCanceledException(message, inner));
        Register<InvalidDataException>(static (message, inner) => new InvalidDataException(message, inner));
        Register<Codecs.CodecException>(static (message, inner) => new Codecs.CodecException(message, inner));
        Register<ActorDiedException>(static (message, inner) => new ActorDiedException(message, inner));
        Register<ActorUnavailableException>(static (message, inner) => new ActorUnavailableException(message, inner));
        Register<GetTimeoutException>(static (message, inner) => new GetTimeoutException(message, inner));
        Register<RemoteTaskCanceledException>(static (message, inner) => new RemoteTaskCanceledException(message, inner));
        Register<TaskUnschedulableException>(static (message, inner) => new TaskUnschedulableException(message, inner));
        Register<WorkerCrashedException>(static (message, _) => new WorkerCrashedException(message));
        Register<AuthenticationException>(static (message, inner) => new AuthenticationException(message, inner));
        Register<ClusterMismatchException>(static (message, inner) => new ClusterMismatchException(message, inner));
        Register<ObjectLostException>(static (message, inner) => new ObjectLostException(message, inner));
        Register<ObjectReconstructionFailedException>(static (message, inner) => new ObjectReconstructionFailedException(message, inner));
        Register<ObjectStoreFullException>(static (message, inner) => new ObjectStoreFullException(message, inner));
        Register<PendingCallsLimitExceededException>(static (message, inner) => new PendingCallsLimitExceededException(message, inner));
        Register<RuntimeNotFoundException>(static (message, inner) => new RuntimeNotFoundException(message, inner));
    }

    /// <summary>Makes an exception class known.</summary>
    /// <typeparam name="T">The class; found again by its full name.</typeparam>
    /// <param name="make">Makes one of a message and an inner exception.</param>
    public static void Register<T>(Func<string, Exception?, T> make) where T : Exception => _factories.TryAdd(typeof(T).FullName!, make);

    internal static Exception? TryMake(string type, string message, Exception? inner) =>
        _factories.TryGetValue(type, out var make) ? make(message, inner) : null;
}
