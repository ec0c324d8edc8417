namespace RaySharp.Scheduling;

/// <summary>A GPU of the node.</summary>
/// <param name="Index">As CUDA numbers it.</param>
/// <param name="Group">Devices of one group reach each other fast.</param>
internal readonly record struct GpuDevice(int Index, int Group = 0);
