using RaySharp.Hosting;
using RaySharp.Tests.Cluster.Jobs;
using RaySharp.Tests.Logs;

namespace RaySharp.Tests.Cluster;

/// <summary>Programs that join a cluster which another one started.</summary>
public sealed class ConnectTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tasks_of_a_second_driver_run_on_the_clusters_nodes_in_processes_of_its_own()
    {
        using Gate gate = new();
        await using var cluster = await StartAsync(gate, 2);
        await using var driver = await JoinAsync(gate);
        Assert.Null(await driver.Runtime.FindActorAsync<Keeper>("nobody", cancel: Cancel).Within("the look for the actor"));     // the head answers what came after its being ready
        Assert.Equal([2u, 3u], cluster.Membership!.Workers);
        Assert.Equal([2u, 3u, 4u], cluster.Membership.Alive.Order());
        foreach (uint node in cluster.Membership.Workers)
        {
            var there = new TaskOptions { Strategy = SchedulingStrategy.NodeAffinity(new NodeId(node), soft: false) };
            Assert.Equal(node, await PlaceJobs.Remote.On(driver.Runtime).With(there).NodeNumber().Within("a task on each node"));
            int theirs = await ValueJobs.Remote.On(driver.Runtime).With(there).Process().Within("a second driver's process");
            Assert.NotEqual(theirs, await ValueJobs.Remote.On(cluster.Runtime).With(there).Process().Within("the first driver's process"));
        }
        Assert.InRange(await PlaceJobs.Remote.On(driver.Runtime).NodeNumberOfChild().Within("a nested task"), 2u, 3u);
    }

    [Fact]
    public async Task Objects_actors_errors_cancellations_and_waits_work_from_a_second_driver()
    {
        using Gate gate = new();
        await using var cluster = await StartAsync(gate, 1);
        await using var driver = await JoinAsync(gate);
        var put = await driver.Runtime.PutAsync(StoreData.Bytes(300_000, 3), Cancel).Within("a put");
        Assert.Equal(StoreData.Sum(StoreData.Bytes(300_000, 3)), await StoreJobs.Remote.On(driver.Runtime).SumOfBytes(put).Within("a large argument"));
        Assert.Equal(StoreData.Bytes(300_000, 4), await StoreJobs.Remote.On(driver.Runtime).Make(300_000, 4).Within("a large result"));
        await FailJobs.Remote.On(driver.Runtime).Throw("no").FailsWithInner<InvalidOperationException>("an error");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var waits = WaitJobs.Remote.On(driver.Runtime).AtAsync(gate.Name, "waits", stop.Token);
        var visitor = await gate.NextAsync("a task that waits");
        var (ready, rest) = await Ray.WaitAsync([ValueJobs.Remote.On(driver.Runtime).Process(), waits], 1, cancel: Cancel).Within("one of two");
        Assert.Equal((1, 1), (ready.Count, rest.Count));
        await stop.CancelAsync();
        await visitor.GoneAsync("it is cancelled");
        await waits.FailsWith<RemoteTaskCanceledException>("the cancelled task");
    }

    [Fact]
    public async Task Drivers_find_each_others_actors_and_pass_objects_through_them()
    {
        using Gate gate = new();
        await using var cluster = await StartAsync(gate, 1);
        await using var driver = await JoinAsync(gate);
        var keeper = Keeper.Remote.On(cluster.Runtime).With(new() { Name = "keeper" }).Create();
        Assert.Empty(await keeper.Kept().Within("it is there, with its name"));
        var found = await driver.Runtime.FindActorAsync<Keeper>("keeper", cancel: Cancel).Within("the look for the actor");
        var put = await driver.Runtime.PutAsync(StoreData.Bytes(300_000, 5), Cancel).Within("a put");
        Assert.Equal(1, await found!.Keep([put]).Within("the call of the second driver"));
        var kept = await keeper.Kept().Within("what the actor keeps");
        Assert.Equal(StoreData.Bytes(300_000, 5), await kept[0].Within("the second driver's object in the first"));
        var tally = Tally.Remote.On(driver.Runtime).With(new() { Name = "tally" }).Create();
        Assert.Equal(2, await tally.Add(2).Within("a call"));
        Assert.Equal(5, await (await cluster.Runtime.FindActorAsync<Tally>("tally", cancel: Cancel).Within("the look for the actor"))!.Add(3).Within("the first driver's call of the second's actor"));
        Assert.Equal(9, await ActorJobs.Remote.On(driver.Runtime).AddByName("tally", 4).Within("a task of the second driver finds it, too"));
        GC.KeepAlive(tally);
    }

    [Fact]
    public async Task A_driver_that_leaves_ends_what_is_its_own_and_nothing_else()
    {
        using Gate gate = new();
        await using var cluster = await StartAsync(gate, 1);
        var keeper = Keeper.Remote.On(cluster.Runtime).With(new() { Name = "keeper" }).Create();
        var mine = WaitJobs.Remote.On(cluster.Runtime).At(gate.Name, "first driver");
        var first = await gate.NextAsync("a task of the first driver");
        var driver = await JoinAsync(gate);
        var owned = Tally.Remote.On(driver.Runtime).With(new() { Name = "owned" }).Create();
        var detached = Tally.Remote.On(driver.Runtime).With(new() { Name = "kept", Lifetime = ActorLifetime.Detached }).Create();
        await Ray.WhenAll([owned.Add(1), detached.Add(1)], Cancel).Within("both actors live");
        await (await driver.Runtime.FindActorAsync<Keeper>("keeper", cancel: Cancel).Within("the look for the actor"))!.Keep([await driver.Runtime.PutAsync(StoreData.Bytes(300_000, 1), Cancel).Within("a put")]).Within("the object is kept");
        var theirs = WaitJobs.Remote.On(driver.Runtime).At(gate.Name, "second driver");
        var second = await gate.NextAsync("a task of the second driver");
        var ownedHere = (await cluster.Runtime.FindActorAsync<Tally>("owned", cancel: Cancel).Within("the look for the actor"))!;
        var keptHere = (await cluster.Runtime.FindActorAsync<Tally>("kept", cancel: Cancel).Within("the look for the actor"))!;
        GC.KeepAlive((owned, detached));
        await driver.DisposeAsync().Within("the driver leaves");
        await second.GoneAsync("its task ends, though it does not look at its token");
        await theirs.FailsWith<RemoteTaskCanceledException>("its own view of it");
        await ownedHere.Add(1).FailsWith<ActorDiedException>("its actor");
        var kept = await keeper.Kept().Within("what is kept");
        await kept[0].FailsWith<OwnerDiedException>("its object");
        Assert.Equal(3, await keptHere.Add(2).Within("the detached actor"));
        Assert.Equal(7, await (await cluster.Runtime.FindActorAsync<Tally>("kept", cancel: Cancel).Within("the look for the actor"))!.Add(4).Within("the detached actor, found by its name"));
        first.LetGo();
        await mine.Within("the first driver's task");
    }

    [Fact]
    public async Task What_tasks_of_a_driver_run_for_each_other_ends_with_it_too()
    {
        using Gate gate = new();
        await using var cluster = await EmbeddedCluster.StartAsync(new RayOptions { LocalNodes = 1, Cpus = 4, WorkerProcesses = 1, ObjectStoreMemory = 64 << 20, JoinFile = Gate.JoinFileOf(gate.Name), LogToDriver = false }, Cancel);
        var driver = await JoinAsync(gate);
        var parent = WaitJobs.Remote.On(driver.Runtime).ChildAt(gate.Name, "a child in the process of its parent", 1);
        var child = await gate.NextAsync("the child runs");
        await driver.DisposeAsync().Within("the driver leaves");
        await child.GoneAsync("the child ends, whose owner is the process that it runs in");
        await parent.FailsWith<RemoteTaskCanceledException>("the driver's view of it");
        Assert.Equal(14, await ValueJobs.Remote.On(cluster.Runtime).Add(4).Within("the first driver's task"));
    }

    [Fact]
    public async Task What_tasks_log_reaches_their_own_driver_only()
    {
        using Gate gate = new();
        using ListFactory firsts = new(), seconds = new();
        RayOptions options = new() { JoinFile = Gate.JoinFileOf(gate.Name), ObjectStoreMemory = 64 << 20 };
        await using (var cluster = await EmbeddedCluster.StartAsync(options with { LocalNodes = 1, Cpus = 2, LoggerFactory = firsts }, Cancel))
        await using (var driver = await JoinedDriver.ConnectAsync(null, options with { LoggerFactory = seconds }, Cancel))
        {
            Task first = firsts.HasAsync("one is odd"), second = seconds.HasAsync("two is odd");
            await Ray.WhenAll([LogJobs.Remote.On(cluster.Runtime).Log("one"), LogJobs.Remote.On(driver.Runtime).Log("two")], Cancel).Within("both tasks");
            await first.Within("the first driver's entry");
            await second.Within("the second driver's entry");
        }
        Assert.DoesNotContain(firsts.Entries, static entry => entry.Contains("two is odd", StringComparison.Ordinal));
        Assert.DoesNotContain(seconds.Entries, static entry => entry.Contains("one is odd", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_wait_for_a_clusters_end_ends_when_the_head_was_gone_before()
    {
        using Gate gate = new();
        using var head = DriverChild.Start("head", gate.Name);
        await gate.NextAsync("the cluster is ready");
        await using var driver = await JoinAsync(gate);
        head.Signal("KILL");
        await driver.Lost.Within("it is noticed");
        await driver.EndClusterAsync(Cancel).Within("the wait");
    }

    [Fact]
    public async Task A_driver_that_is_killed_leaves_its_detached_actors_only()
    {
        using Gate gate = new();
        await using var cluster = await StartAsync(gate, 1);
        var keeper = Keeper.Remote.On(cluster.Runtime).With(new() { Name = "keeper" }).Create();
        Assert.Empty(await keeper.Kept().Within("the keeper lives"));
        using var child = DriverChild.Start("joined", gate.Name);
        var visitors = await gate.NextAsync(2, "a task and the driver");
        var task = visitors.Single(static visitor => visitor.Says != "driver");
        var owned = (await cluster.Runtime.FindActorAsync<Tally>("owned", cancel: Cancel).Within("the look for the actor"))!;
        var gone = GoneAsync(cluster);
        child.Signal("KILL");
        await gone.Within("the head has noticed");
        await task.GoneAsync("its task ends");
        await owned.Add(1).FailsWith<ActorDiedException>("its actor");
        await (await keeper.Kept().Within("what is kept"))[0].FailsWith<OwnerDiedException>("its object");
        Assert.Equal(3, await (await cluster.Runtime.FindActorAsync<Tally>("kept", cancel: Cancel).Within("the look for the actor"))!.Add(2).Within("the detached actor"));
        Assert.DoesNotContain(SessionFolders(), folder => File.Exists(Path.Combine(folder, $"{child.Pid}.pid")));
    }

    [Fact]
    public async Task A_program_with_other_code_runs_in_workers_of_that_code()
    {
        using Gate gate = new();
        string folder = CopyOfThisProgram();
        try
        {
            await using var cluster = await StartAsync(gate, 1);
            using var child = DriverChild.Start("joined", gate.Name, folder);
            var visitors = await gate.NextAsync(2, "a task and the driver");
            var task = visitors.Single(static visitor => visitor.Says != "driver");
            Assert.Equal($"task {folder}/", task.Says);
            Assert.StartsWith(folder, File.ReadAllText($"/proc/{task.Pid}/cmdline"));
            task.LetGo();
            var gone = GoneAsync(cluster);
            visitors.Single(static visitor => visitor.Says == "driver").LetGo();
            await gone.Within("it leaves");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task What_tasks_log_is_heard_by_their_driver_alone()
    {
        using Gate gate = new();
        using ListFactory here = new(), there = new();
        RayOptions options = new() { JoinFile = Gate.JoinFileOf(gate.Name), ObjectStoreMemory = 64 << 20 };
        await using (var cluster = await EmbeddedCluster.StartAsync(options with { LocalNodes = 1, Cpus = 4, LoggerFactory = here }, Cancel))
        await using (var driver = await JoinedDriver.ConnectAsync(null, options with { LoggerFactory = there }, Cancel))
        {
            await LogJobs.Remote.On(cluster.Runtime).Log("the first driver's").Within("its task");
            await LogJobs.Remote.On(driver.Runtime).Log("the second driver's").Within("its task");
            await here.Warned.Within("the first driver hears its own");
            await there.Warned.Within("the second driver hears its own");
        }
        Assert.Contains(here.Entries, static entry => entry.Contains("the first driver's is odd", StringComparison.Ordinal));
        Assert.Contains(there.Entries, static entry => entry.Contains("the second driver's is odd", StringComparison.Ordinal));
        Assert.DoesNotContain(here.Entries, static entry => entry.Contains("the second driver's", StringComparison.Ordinal));
        Assert.DoesNotContain(there.Entries, static entry => entry.Contains("the first driver's", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_that_a_node_does_not_have_is_sent_there_and_removed_at_the_end()
    {
        OwnMounts.SkipWithout();
        using Gate gate = new();
        string folder = CopyOfThisProgram();
        try
        {
            using var head = DriverChild.Start("head", gate.Name, folder, hides: AppContext.BaseDirectory);
            var there = await gate.NextAsync("the cluster is ready");
            await using (var first = await JoinAsync(gate))
            await using (var second = await JoinAsync(gate))
            {
                var one = await SentAsync(first, gate);
                Assert.Equal(one, await SentAsync(second, gate));      // of one code, so sent once
                string code = CodeFolder.Hash(AppContext.BaseDirectory);
                Assert.EndsWith($"/code/{code}", one.Folder);
                if (!OperatingSystem.IsWindows())
                {
                    const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                    Assert.Equal(own | UnixFileMode.UserExecute, File.GetUnixFileMode(one.Folder));
                    foreach (string file in Directory.EnumerateFiles(one.Folder, "*", SearchOption.AllDirectories)) Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(file) & ~(own | UnixFileMode.UserExecute));
                }
                there.LetGo();
                await head.EndedAsync("the cluster ends");
                Assert.False(Directory.Exists(one.Folder));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Whatever_waits_fails_with_a_typed_error_when_the_head_is_gone()
    {
        using Gate gate = new();
        using var head = DriverChild.Start("head", gate.Name);
        var there = await gate.NextAsync("the cluster is ready");
        await using var driver = await JoinAsync(gate);
        int[] nodes = DriverChild.ChildrenOf(head.Pid);
        var tally = Tally.Remote.On(driver.Runtime).Create();
        Assert.Equal(1, await tally.Add(1).Within("an actor"));
        var call = tally.At(gate.Name, "call");
        var task = WaitJobs.Remote.On(driver.Runtime).At(gate.Name, "task");
        var running = await gate.NextAsync(2, "a task and a call run");
        var stored = StoreJobs.Remote.On(driver.Runtime).Make(300_000, 1);
        await Ray.WaitAsync([stored], 1, cancel: Cancel).Within("an object on the node");
        head.Signal("KILL");
        GC.KeepAlive((there, running));     // a visitor that is collected lets go
        await driver.Lost.Within("it is noticed");
        Assert.Contains("is gone: ", (await task.FailsWith<ClusterConnectionException>("the task")).Message);
        await call.FailsWith<ClusterConnectionException>("the call");
        await Assert.ThrowsAnyAsync<RayException>(() => stored.Within("the object"));
        await ValueJobs.Remote.On(driver.Runtime).Add(1).FailsWith<ClusterConnectionException>("a new task");
        await tally.Add(1).FailsWith<ClusterConnectionException>("a new call");
        await Tally.Remote.On(driver.Runtime).Create().Add(1).FailsWith<ClusterConnectionException>("a new actor");
        await Assert.ThrowsAsync<ClusterConnectionException>(() => driver.Runtime.FindActorAsync<Tally>("nobody", cancel: Cancel).Within("a look for an actor"));
        foreach (int pid in nodes) await EndedAsync(pid);
        Assert.DoesNotContain(SessionFolders(), folder => File.Exists(Path.Combine(folder, $"{head.Pid}.pid")));
    }

    private static Task<EmbeddedCluster> StartAsync(Gate gate, int nodes) => EmbeddedCluster.StartAsync(
        new RayOptions { LocalNodes = nodes, Cpus = 4, ObjectStoreMemory = 64 << 20, JoinFile = Gate.JoinFileOf(gate.Name), LogToDriver = false }, Cancel);

    private static Task<JoinedDriver> JoinAsync(Gate gate) =>
        JoinedDriver.ConnectAsync(null, new RayOptions { JoinFile = Gate.JoinFileOf(gate.Name), ObjectStoreMemory = 64 << 20, LogToDriver = false }, Cancel);

    /// <summary>Where the program lies that a task of a driver runs in, and when it came there.</summary>
    private static async Task<(string Folder, DateTime Came)> SentAsync(JoinedDriver driver, Gate gate)
    {
        var task = WaitJobs.Remote.On(driver.Runtime).At(gate.Name, "task");
        var visitor = await gate.NextAsync("a task runs where its program was not");
        string program = (await File.ReadAllTextAsync($"/proc/{visitor.Pid}/cmdline", Cancel)).Split('\0')[0];
        visitor.LetGo();
        await task.Within("its end");
        return (Path.GetDirectoryName(program)!, Directory.GetCreationTimeUtc(Path.GetDirectoryName(program)!));
    }

    private static Task GoneAsync(EmbeddedCluster cluster)
    {
        TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Runtime.Core.NodeGone += (_, _) => gone.TrySetResult();
        return gone.Task;
    }

    private static async Task EndedAsync(int pid)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(pid);
            await process.WaitForExitAsync(Cancel).Within($"process {pid} ends");
        }
        catch (ArgumentException)
        {
            // Gone already.
        }
    }

    private static IEnumerable<string> SessionFolders() => Directory.EnumerateDirectories("/tmp", "raysharp-*");

    /// <summary>With a file more, so that its code is another.</summary>
    private static string CopyOfThisProgram()
    {
        string folder = Directory.CreateTempSubdirectory("raysharp-other-code").FullName;
        foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(folder, Path.GetRelativePath(AppContext.BaseDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        File.WriteAllText(Path.Combine(folder, "more.txt"), "more");
        return folder;
    }
}
