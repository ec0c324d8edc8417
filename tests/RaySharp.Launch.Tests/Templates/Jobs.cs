using RaySharp;

public static partial class Jobs
{
    [RayRemote]
    public static int Add(int a, int b) => a + b;

    [RayRemote]
    public static int Pid() => Environment.ProcessId;
}
