namespace RaySharp.Simulation;

/// <summary>The machines did what they must not.</summary>
internal sealed class SimulationFailure(string message) : Exception(message);
