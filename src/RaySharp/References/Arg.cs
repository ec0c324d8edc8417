namespace RaySharp;

/// <summary>An argument of a remote call: a value, or a reference that is resolved before the task starts. Made by conversion from either.</summary>
/// <typeparam name="T">The parameter's type.</typeparam>
public readonly struct Arg<T>
{
    /// <summary>Not for use: pass a value or a reference.</summary>
    [Obsolete("Pass a value or an ObjectRef instead; leave the argument out for its declared default.", error: true)]
    public Arg() { }

    private Arg(T? value, ObjectRef<T>? reference)
    {
        Value = value;
        Reference = reference;
        IsSet = true;
    }

    /// <summary>Whether it was given; one that was not means the parameter's declared default.</summary>
    internal bool IsSet { get; }

    internal T? Value { get; }

    internal ObjectRef<T>? Reference { get; }

    /// <summary>A value becomes an argument.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator Arg<T>(T value) => new(value, null);

    /// <summary>A reference becomes an argument; its value is there when the task starts.</summary>
    /// <param name="reference">The reference.</param>
    public static implicit operator Arg<T>(ObjectRef<T> reference) => new(default, reference ?? throw new ArgumentNullException(nameof(reference)));
}
