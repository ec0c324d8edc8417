namespace RaySharp.Codecs;

/// <summary>The result of a method without one; takes no bytes.</summary>
public readonly struct VoidResult;
