using System.Diagnostics;
using System.Text;

namespace RaySharp.Tests.Architecture;

public sealed class PublicNamesTests
{
    /// <summary>What the SDK's implicit usings bring into every file, and what a program that waits or reads text uses beside them.</summary>
    private static readonly HashSet<string> _everywhere =
        ["System", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks", "System.Collections.Generic", "System.Diagnostics", "System.Text"];

    [Fact]
    public void No_type_has_a_name_that_is_ambiguous_where_both_are_used()
    {
        Type[] frameworks = [typeof(object), typeof(Enumerable), typeof(HttpClient), typeof(Uri), typeof(Stack<int>), typeof(Process), typeof(Encoding), typeof(Console)];
        var taken = frameworks.Select(static type => type.Assembly).Distinct().SelectMany(static assembly => assembly.GetExportedTypes())
            .Where(static type => !type.IsNested && _everywhere.Contains(type.Namespace ?? "")).Select(static type => type.Name).ToHashSet();
        Assert.Contains(nameof(OutOfMemoryException), taken);
        Assert.Equal([], typeof(Ray).Assembly.GetExportedTypes().Where(type => !type.IsNested && type.Namespace == nameof(RaySharp) && taken.Contains(type.Name)).Select(static type => type.Name));
    }
}
