using System.ComponentModel;

namespace RaySharp.Contracts;

/// <summary>What the wire knows of a method. Of generated code.</summary>
/// <param name="Id">64-bit hash of assembly simple name, metadata name and parameter types.</param>
/// <param name="Shape">64-bit hash of the arguments' and results' encoded shapes.</param>
/// <param name="Name">Type and method, for people: <c>Jobs.Count</c>.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct MethodIdentity(ulong Id, ulong Shape, string Name);
