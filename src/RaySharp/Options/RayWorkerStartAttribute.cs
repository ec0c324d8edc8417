namespace RaySharp;

/// <summary>Marks a static method without parameters (void or Task) that runs once in every worker process before its first task: logging, culture, licences.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class RayWorkerStartAttribute : Attribute;
