using RaySharp.Actors;
using static RaySharp.Tests.Actors.RecordingDirectory;

namespace RaySharp.Tests.Actors;

public sealed class ActorDirectoryTests
{
    private readonly RecordingDirectory _head = new();

    private ActorDirectory Directory => _head.Directory;

    [Fact]
    public void An_actor_is_placed_created_and_made_known()
    {
        Directory.RegisterActor(Caller, 1, Actor(1));
        Directory.Subscribe(Caller, Id(1));
        Assert.Equal("registered 1/1 1; lease for 1.1; tell 1: 1.1 Pending", _head.Take());
        Directory.LeaseGranted(Id(1), 1, 5, FirstHost);
        Directory.CreationSucceeded(Id(1), 1, 7);
        Assert.Equal("create 1.1 on 101; placed #5; tell 1: 1.1 Alive on 101", _head.Take());
    }

    [Fact]
    public void An_incarnation_has_a_process_from_its_creation_until_its_slot_is_empty()
    {
        Directory.RegisterActor(Caller, 1, Actor(1));
        Assert.Equal(ProcessId.None, Directory.ProcessOf(Id(1), 1));
        Directory.LeaseGranted(Id(1), 1, 5, FirstHost);
        Assert.Equal((FirstHost, ProcessId.None), (Directory.ProcessOf(Id(1), 1), Directory.ProcessOf(Id(1), 2)));
        Directory.CreationSucceeded(Id(1), 1, 7);
        Directory.HandleCountZero(Id(1));
        Assert.Equal(FirstHost, Directory.ProcessOf(Id(1), 1));
        Directory.ActorStopped(Id(1), 1);
        Assert.Equal(ProcessId.None, Directory.ProcessOf(Id(1), 1));
    }

    [Fact]
    public void A_dead_actor_is_remembered_without_what_it_took_to_create_it()
    {
        var creation = Live();
        Directory.KillActor(Id(1), 1, noRestart: true);
        GC.Collect();
        Assert.False(creation.IsAlive);
        Assert.Equal(ActorPhase.Dead, Directory.Find(Id(1))!.Value.Phase);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        WeakReference Live()
        {
            var actor = Actor(1) with { Creation = new byte[100] };
            _head.MakeAlive(actor);
            return new WeakReference(actor.Creation);
        }
    }

    [Fact]
    public void A_job_is_over_when_its_driver_is_gone_and_its_last_detached_actor_is_dead()
    {
        var lease = Actor(1).Lease with { Job = 5 };
        _head.MakeAlive(Actor(1) with { Lease = lease, IsDetached = true });
        Directory.RegisterActor(new ProcessId(9), 1, Actor(2) with { Lease = lease, Owner = new ProcessId(9) });     // owned by a process that goes with the job
        _head.Take();
        Directory.JobEnded(5);
        Assert.Equal("", _head.Take());
        Directory.KillActor(Id(1), 1, noRestart: true);
        Assert.EndsWith("it was killed; job 5 is over", _head.Take());
        Directory.JobEnded(6);
        Directory.JobEnded(6);
        Assert.Equal("job 6 is over", _head.Take());
    }

    [Fact]
    public void Events_that_come_twice_change_nothing()
    {
        _head.MakeAlive(Actor(1));
        Directory.RegisterActor(Caller, 1, Actor(1));
        Directory.LeaseGranted(Id(1), 1, 5, FirstHost);
        Directory.CreationSucceeded(Id(1), 1, 7);
        Directory.CreationFailed(Id(1), 1, "late", null);
        Directory.LeaseRefused(Id(1), 1, "late");
        Assert.Equal("registered 1/1 1", _head.Take());
    }

    [Fact]
    public void A_lost_process_restarts_its_actor_while_restarts_are_left()
    {
        _head.MakeAlive(Actor(1) with { MaxRestarts = 1 });
        Directory.ProcessLost(FirstHost, "killed by signal 9");
        Directory.ProcessLost(FirstHost, "killed by signal 9");
        Assert.Equal("tell 1: 1.2 Restarting, killed by signal 9; lease for 1.2", _head.Take());
        Directory.LeaseGranted(Id(1), 2, 6, SecondHost);
        Directory.CreationSucceeded(Id(1), 2, 7);
        Assert.Equal("create 1.2 on 102; placed #6; tell 1: 1.2 Alive on 102", _head.Take());
        Directory.ProcessLost(SecondHost, "killed by signal 9");
        Assert.Equal("tell 1: 1.2 Dead, killed by signal 9; MaxRestarts allows 1 restart and no more", _head.Take());
        Assert.Equal(0, Directory.LivingCount);
    }

    [Fact]
    public void Its_inbox_is_known_while_it_lives()
    {
        _head.MakeAlive(Actor(1) with { MaxRestarts = 1 });
        Assert.Equal(7u, Directory.Find(Id(1))!.Value.Inbox);
        Directory.ProcessLost(FirstHost, "killed by signal 9");
        Assert.Equal(0u, Directory.Find(Id(1))!.Value.Inbox);
        Directory.LeaseGranted(Id(1), 2, 6, SecondHost);
        Directory.CreationSucceeded(Id(1), 1, 8);
        Assert.Equal(0u, Directory.Find(Id(1))!.Value.Inbox);
        Directory.CreationSucceeded(Id(1), 2, 9);
        Assert.Equal(9u, Directory.Find(Id(1))!.Value.Inbox);
    }

    [Fact]
    public void Without_restarts_it_is_dead_and_late_subscribers_hear_why()
    {
        _head.MakeAlive(Actor(1));
        Directory.ProcessLost(FirstHost, "exit code 1");
        _head.Take();
        Directory.Subscribe(new ProcessId(2), Id(1));
        Directory.Subscribe(new ProcessId(2), Id(9));
        Assert.Equal("tell 2: 1.1 Dead, exit code 1; MaxRestarts is 0; tell 2: 9.0 Dead, no such actor is known; it may have ended long ago", _head.Take());
    }

    [Fact]
    public void A_constructor_that_throws_is_not_tried_again()
    {
        Directory.RegisterActor(Caller, 1, Actor(1) with { MaxRestarts = -1 });
        Directory.LeaseGranted(Id(1), 1, 5, FirstHost);
        Directory.Subscribe(Caller, Id(1));
        _head.Take();
        Directory.CreationFailed(Id(1), 1, "its constructor threw IOException", "error bytes");
        Assert.Equal("return #5; tell 1: 1.1 Dead, its constructor threw IOException", _head.Take());
        Assert.Equal("error bytes", Directory.Find(Id(1))!.Value.Error);
    }

    [Fact]
    public void A_lease_on_a_process_that_is_gone_spends_no_restart()
    {
        Directory.RegisterActor(Caller, 1, Actor(1));
        Directory.ProcessLost(FirstHost, "killed");
        _head.Take();
        Directory.LeaseGranted(Id(1), 1, 5, FirstHost);
        Assert.Equal("lease for 1.2", _head.Take());
    }

    [Fact]
    public void A_lease_that_comes_when_the_actor_is_dead_goes_back()
    {
        Directory.RegisterActor(Caller, 1, Actor(1));
        Directory.KillActor(Id(1), 1, noRestart: true);
        _head.Take();
        Directory.LeaseGranted(Id(1), 1, 5, FirstHost);
        Assert.Equal("return #5", _head.Take());
    }

    [Fact]
    public void Killing_one_incarnation_twice_spends_one_restart()
    {
        _head.MakeAlive(Actor(1) with { MaxRestarts = 2 });
        Directory.KillActor(Id(1), 1, noRestart: false);
        Directory.KillActor(Id(1), 1, noRestart: false);
        Assert.Equal("return #5; tell 1: 1.2 Restarting, it was killed; lease for 1.2", _head.Take());
    }

    [Fact]
    public void An_actor_in_a_shared_process_leaves_its_slot_before_the_lease_is_returned()
    {
        _head.MakeAlive(Actor(1, exclusive: false));
        Directory.KillActor(Id(1), 1, noRestart: true);
        Assert.Equal("stop 1.1 on 101; tell 1: 1.1 Dead, it was killed", _head.Take());
        Directory.LeaseGranted(Id(1), 1, 5, FirstHost);
        Directory.ActorStopped(Id(1), 1);
        Directory.ActorStopped(Id(1), 1);
        Assert.Equal("return #5", _head.Take());
    }

    [Fact]
    public void The_last_handle_ends_an_owned_actor_and_not_a_detached_one()
    {
        _head.MakeAlive(Actor(1));
        Directory.HandleCountZero(Id(1));
        Assert.Equal("stop 1.1 on 101; tell 1: 1.1 Dead, its last handle is gone", _head.Take());
        Directory.ActorStopped(Id(1), 1);
        Assert.Equal("return #5", _head.Take());
        Directory.RegisterActor(Caller, 2, Actor(2) with { IsDetached = true });
        Directory.HandleCountZero(Id(2));
        Assert.Equal(ActorPhase.Pending, Directory.Find(Id(2))!.Value.Phase);
    }

    [Fact]
    public void A_lost_owner_takes_its_actors_with_it_and_leaves_detached_ones()
    {
        Directory.RegisterActor(Caller, 1, Actor(1));
        Directory.RegisterActor(Caller, 2, Actor(2) with { IsDetached = true });
        _head.Take();
        Directory.ProcessLost(Caller, "killed");
        Assert.Equal("cancel lease for 1.1", _head.Take());
        Assert.Equal("its owner, process 0.1, is gone", Directory.Find(Id(1))!.Value.Reason);
        Assert.Equal(1, Directory.LivingCount);
    }

    [Fact]
    public void A_taken_name_is_an_error_that_names_the_actor_that_has_it()
    {
        Directory.RegisterActor(Caller, 1, Actor(1) with { Name = "hits", Namespace = "web" });
        _head.Take();
        Directory.RegisterActor(Caller, 2, Actor(2) with { Name = "hits", Namespace = "web" });
        Assert.Equal("refused 1/2: The name 'hits' in namespace 'web' belongs to actor 0.1:1 of class Counter. Choose another name, set GetIfExists, or end that actor first.", _head.Take());
        Directory.RegisterActor(Caller, 3, Actor(3) with { Name = "hits", Namespace = "other" });
        Assert.Equal("registered 1/3 3; lease for 3.1", _head.Take());
    }

    [Fact]
    public void GetIfExists_finds_the_actor_unless_it_is_of_another_class()
    {
        Directory.RegisterActor(Caller, 1, Actor(1) with { Name = "hits" });
        _head.Take();
        Directory.RegisterActor(Caller, 2, Actor(2) with { Name = "hits", GetIfExists = true });
        Directory.RegisterActor(Caller, 3, Actor(3) with { Name = "hits", GetIfExists = true, ClassId = 2, ClassName = "Timer" });
        Assert.Equal("registered 1/2 1; refused 1/3: The name 'hits' in namespace '' belongs to actor 0.1:1 of class Counter, and an actor of class Timer was asked for. Choose another name.", _head.Take());
        Assert.Equal(Id(1), Directory.Find("", "hits")!.Id);
    }

    [Fact]
    public void A_dead_actors_name_is_free_again()
    {
        Directory.RegisterActor(Caller, 1, Actor(1) with { Name = "hits" });
        Directory.KillActor(Id(1), 1, noRestart: true);
        Assert.Null(Directory.Find("", "hits"));
        Directory.RegisterActor(Caller, 2, Actor(2) with { Name = "hits" });
        Assert.Equal(Id(2), Directory.Find("", "hits")!.Id);
    }

    [Fact]
    public void An_infeasible_actor_is_dead_with_the_nodes_words()
    {
        Directory.RegisterActor(Caller, 1, Actor(1));
        Directory.LeaseRefused(Id(1), 1, "8 CPU were asked for, the node has 2 in all");
        Assert.Equal("8 CPU were asked for, the node has 2 in all", Directory.Find(Id(1))!.Value.Reason);
    }

    [Fact]
    public void Only_so_many_dead_actors_are_remembered()
    {
        RecordingDirectory head = new(mostDead: 1);
        for (ulong i = 1; i <= 2; i++)
        {
            head.Directory.RegisterActor(Caller, i, Actor(i));
            head.Directory.KillActor(Id(i), 1, noRestart: true);
        }
        Assert.Null(head.Directory.Find(Id(1)));
        Assert.NotNull(head.Directory.Find(Id(2)));
    }
}
