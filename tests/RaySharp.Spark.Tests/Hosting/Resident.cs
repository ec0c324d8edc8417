namespace RaySharp.Spark.Tests.Hosting;

/// <summary>An actor that keeps a sum.</summary>
[RayActor]
internal sealed partial class Resident
{
    private int _sum;

    public int Add(int number) => _sum += number;
}
