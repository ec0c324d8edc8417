using RaySharp.Reconstruction;

namespace RaySharp.Tests.Reconstruction;

public sealed class LineageTests
{
    [Fact]
    public void A_lost_object_has_its_task_run_again()
    {
        RecordingLineage world = new();
        var task = world.Made(1);
        Assert.Null(world.Lineage.Lost(RecordingLineage.Id(1)));
        Assert.Equal([task], world.Runs);
        Assert.Equal([RecordingLineage.Id(1)], world.Lineage.WantedOf(task));
        world.Finish(task);
        Assert.Equal(2, task.RetriesLeft);
        Assert.Empty(world.Lineage.WantedOf(task));
    }

    [Fact]
    public void Several_lost_objects_of_one_task_make_it_run_once_and_the_others_are_not_replaced()
    {
        RecordingLineage world = new();
        var task = world.Made(1, outputs: 3);
        for (int time = 0; time < 2; time++)
        {
            Assert.Null(world.Lineage.Lost(RecordingLineage.Id(1, 0)));
            Assert.Null(world.Lineage.Lost(RecordingLineage.Id(1, 2)));
        }
        Assert.Single(world.Runs);
        Assert.Equal([RecordingLineage.Id(1, 0), RecordingLineage.Id(1, 2)], world.Lineage.WantedOf(task));
    }

    [Fact]
    public void A_chain_of_a_thousand_is_made_again_from_its_beginning()
    {
        RecordingLineage world = new();
        var tasks = world.Chain(1, 1000);
        Assert.Null(world.Lineage.Lost(RecordingLineage.Id(1000)));
        for (int i = 0; i < 1000; i++) world.Finish(Assert.Single(world.Runs[i..]));
        Assert.Equal(tasks, world.Runs);
        Assert.Empty(world.Held);
        world.Drop(RecordingLineage.Id(1000));
        for (ulong i = 1; i < 1000; i++) world.Drop(RecordingLineage.Id(i));
        Assert.Equal((0, 0, 0L), (world.Lineage.TaskCount, world.Lineage.ObjectCount, world.Lineage.Bytes));
    }

    [Fact]
    public void Dropping_the_last_of_a_chain_of_a_hundred_thousand_drops_all()
    {
        RecordingLineage world = new();
        world.Chain(1, 100_000);
        Assert.Equal(100_000, world.Lineage.TaskCount);
        world.Drop(RecordingLineage.Id(100_000));
        Assert.Equal((0, 0, 0L), (world.Lineage.TaskCount, world.Lineage.ObjectCount, world.Lineage.Bytes));
        Assert.Equal(100_000, world.Drops.Count);
    }

    [Fact]
    public void A_failure_at_the_beginning_of_a_chain_of_a_thousand_fails_its_end_and_names_the_first()
    {
        RecordingLineage world = new();
        var tasks = world.Chain(1, 1000);
        world.Lineage.Lost(RecordingLineage.Id(1000));
        world.Lineage.Failed(tasks[0], 2, "boom");
        var (id, failure) = Assert.Single(world.Failures);
        Assert.Equal(RecordingLineage.Id(1000), id);
        Assert.Equal((LineageFault.TaskFailed, RecordingLineage.Id(1), tasks[0], (object)"boom"), (failure.Fault, failure.Object, failure.Task, failure.Cause));
        Assert.Single(world.Runs);
        Assert.Empty(world.Held);
        Assert.Equal(3, tasks[1].RetriesLeft);
        Assert.Equal(failure, world.Lineage.Lost(RecordingLineage.Id(1000)));
    }

    [Fact]
    public void Three_thousand_objects_lost_at_once_run_three_thousand_tasks_once()
    {
        RecordingLineage world = new();
        foreach (int width in (int[])[0, 1, 2])
        {
            for (ulong i = 1; i <= 1000; i++)
            {
                ulong number = ((ulong)width * 1000) + i;
                world.Made(number, arguments: width == 0 ? [] : [RecordingLineage.Id(number - 1000), RecordingLineage.Id((ulong)(width - 1) * 1000 + 1)]);
            }
        }
        for (ulong i = 3000; i >= 1; i--) Assert.Null(world.Lineage.Lost(RecordingLineage.Id(i)));
        foreach (var run in world.Runs.ToArray()) world.Finish(run);
        Assert.Equal(3000, world.Runs.Distinct().Count());
        Assert.Equal(3000, world.Runs.Count);
        Assert.Empty(world.Held);
    }

    [Fact]
    public void Ten_losses_in_a_row_need_ten_retries()
    {
        RecordingLineage world = new();
        var task = world.Made(1, retries: 10);
        for (int i = 0; i < 10; i++)
        {
            Assert.Null(world.Lineage.Lost(RecordingLineage.Id(1)));
            world.Finish(task);
        }
        Assert.Equal(LineageFault.NoRetries, world.Lineage.Lost(RecordingLineage.Id(1))!.Fault);
        Assert.Equal(10, world.Runs.Count);
    }

    [Fact]
    public void A_task_with_endless_retries_is_always_run_again()
    {
        RecordingLineage world = new();
        var task = world.Made(1, retries: -1);
        for (int i = 0; i < 100; i++)
        {
            Assert.Null(world.Lineage.Lost(RecordingLineage.Id(1)));
            world.Finish(task);
        }
        Assert.Equal(-1, task.RetriesLeft);
    }

    [Fact]
    public void What_is_needed_by_two_is_made_once_and_both_wait()
    {
        RecordingLineage world = new();
        var first = world.Made(1);
        var left = world.Made(2, arguments: RecordingLineage.Id(1));
        var right = world.Made(3, arguments: RecordingLineage.Id(1));
        world.Drop(RecordingLineage.Id(1));
        world.Lineage.Lost(RecordingLineage.Id(2));
        world.Lineage.Lost(RecordingLineage.Id(3));
        Assert.Equal([first], world.Runs);
        world.Finish(first);
        Assert.Equal([first, left, right], world.Runs);
    }

    [Fact]
    public void A_task_whose_argument_may_not_be_made_again_does_not_begin_with_the_others()
    {
        RecordingLineage world = new();
        world.Made(1);
        world.Made(2, retries: 0);
        world.Made(3, arguments: [RecordingLineage.Id(1), RecordingLineage.Id(2)]);
        world.Drop(RecordingLineage.Id(1));
        world.Drop(RecordingLineage.Id(2));
        var failure = world.Lineage.Lost(RecordingLineage.Id(3));
        Assert.Equal((LineageFault.NoRetries, RecordingLineage.Id(2)), (failure!.Fault, failure.Object));
        Assert.Empty(world.Runs);
        Assert.Empty(world.Held);
    }

    [Fact]
    public void A_put_argument_that_was_freed_cannot_be_made_again()
    {
        RecordingLineage world = new();
        world.Made(2, arguments: RecordingLineage.Id(1));
        world.DropSilently(RecordingLineage.Id(1));
        var failure = world.Lineage.Lost(RecordingLineage.Id(2));
        Assert.Equal((LineageFault.NoTask, RecordingLineage.Id(1)), (failure!.Fault, failure.Object));
        Assert.Equal(LineageFault.NoTask, world.Lineage.Lost(RecordingLineage.Id(1))!.Fault);
    }

    [Fact]
    public void An_argument_that_the_collector_has_but_has_not_told_of_is_made_again()
    {
        RecordingLineage world = new();
        var first = world.Made(1);
        var second = world.Made(2, arguments: RecordingLineage.Id(1));
        world.DropSilently(RecordingLineage.Id(1));
        Assert.Null(world.Lineage.Lost(RecordingLineage.Id(2)));
        Assert.Equal([first], world.Runs);
        world.Finish(first);
        Assert.Equal([first, second], world.Runs);
    }

    [Fact]
    public void Lineage_stays_as_long_as_a_younger_object_needs_it()
    {
        RecordingLineage world = new();
        world.Chain(1, 3);
        Assert.Equal(3, world.Lineage.TaskCount);
        world.Drop(RecordingLineage.Id(3));
        Assert.Equal(0, world.Lineage.TaskCount);
        Assert.Equal(3, world.Drops.Count);
    }

    [Fact]
    public void Above_the_budget_the_oldest_goes_and_its_loss_says_so()
    {
        RecordingLineage world = new(budget: 250);
        for (ulong i = 1; i <= 3; i++) world.Made(i);
        Assert.Equal(200, world.Lineage.Bytes);
        Assert.Equal(LineageFault.Dropped, world.Lineage.Lost(RecordingLineage.Id(1))!.Fault);
        Assert.Null(world.Lineage.Lost(RecordingLineage.Id(2)));
    }

    [Fact]
    public void What_runs_again_is_dropped_for_the_budget_when_it_is_over()
    {
        RecordingLineage world = new(budget: 250);
        var first = world.Made(1);
        var second = world.Made(2);
        world.Lineage.Lost(RecordingLineage.Id(1));
        world.Lineage.Lost(RecordingLineage.Id(2));
        world.Made(3);
        world.Made(4);
        Assert.Equal(200, world.Lineage.Bytes);
        world.Finish(first);
        Assert.Equal([RecordingLineage.Id(2)], world.Lineage.WantedOf(second));
        Assert.Equal(LineageFault.Dropped, world.Lineage.Lost(RecordingLineage.Id(3))!.Fault);
    }

    [Fact]
    public void What_nobody_waits_for_any_more_when_it_was_made_again_is_not_wanted()
    {
        RecordingLineage world = new();
        var task = world.Made(1);
        world.Lineage.Lost(RecordingLineage.Id(1));
        world.Drop(RecordingLineage.Id(1));
        Assert.Empty(world.Lineage.WantedOf(task));
        world.Finish(task);
        Assert.Equal((0, 0), (world.Lineage.TaskCount, world.Lineage.ObjectCount));
    }

    [Fact]
    public void A_run_that_ends_twice_counts_once()
    {
        RecordingLineage world = new();
        var task = world.Made(1);
        world.Lineage.Lost(RecordingLineage.Id(1));
        world.Finish(task);
        world.Lineage.Failed(task, 0, "late");
        Assert.Equal(2, task.RetriesLeft);
        Assert.Empty(world.Failures);
    }
}
