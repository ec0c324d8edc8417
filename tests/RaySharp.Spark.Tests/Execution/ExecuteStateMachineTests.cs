using RaySharp.Spark.Execution;
using RaySharp.Spark.Retries;

namespace RaySharp.Spark.Tests.Execution;

public sealed class ExecuteStateMachineTests
{
    private static readonly TimeSpan _emptyDelay = TimeSpan.FromMilliseconds(50);
    private static readonly StreamFault _interrupted = new(StreamFaultKind.Interrupted);

    [Fact]
    public void Streams_cut_anywhere_give_each_response_exactly_once_and_in_order()
    {
        for (int seed = 0; seed < 20_000; seed++)
        {
            Random random = new(seed);
            int responses = random.Next(1, 40);
            FaultyServer server = new(random, responses, random.NextDouble() * 0.7);
            var (delivered, last) = Run(random, server, responses, maxRetries: 200);
            Assert.True(last == ExecuteAction.Finish && delivered.SequenceEqual(Enumerable.Range(0, responses)), $"seed {seed}: {last} after [{string.Join(' ', delivered)}] of {responses}");
            Assert.True(server.PlansTaken == 1, $"seed {seed}: the plan ran {server.PlansTaken} times");
        }
    }

    [Fact]
    public void With_few_retries_it_finishes_or_fails_and_never_gives_a_response_twice()
    {
        int failed = 0;
        for (int seed = 0; seed < 5_000; seed++)
        {
            Random random = new(seed);
            FaultyServer server = new(random, 20, 0.8);
            var (delivered, last) = Run(random, server, 20, maxRetries: 3);
            Assert.True(delivered.SequenceEqual(Enumerable.Range(0, delivered.Count)), $"seed {seed}: [{string.Join(' ', delivered)}]");
            if (last == ExecuteAction.Fail) failed++;
            else Assert.Equal(20, delivered.Count);
        }
        Assert.InRange(failed, 100, 4_900);
    }

    [Fact]
    public void A_stream_that_ended_is_reattached_at_once()
    {
        var machine = Machine();
        Assert.Equal(new(ExecuteAction.Send), machine.Start());
        Assert.Equal(new(ExecuteAction.Read), machine.OnResponse("a", 10, isComplete: false));
        Assert.Equal(new(ExecuteAction.Reattach), machine.OnStreamEnded());
        Assert.Equal("a", machine.LastResponseId);
    }

    [Fact]
    public void Streams_that_bring_nothing_are_not_asked_for_without_a_pause()
    {
        var machine = Machine();
        machine.Start();
        Assert.Equal(new(ExecuteAction.Reattach, _emptyDelay), machine.OnStreamEnded());
        Assert.Equal(new(ExecuteAction.Reattach, _emptyDelay), machine.OnStreamEnded());
    }

    [Fact]
    public void A_plan_that_never_arrived_goes_again_while_nothing_has_come()
    {
        var machine = Machine();
        machine.Start();
        Assert.Equal(ExecuteAction.Reattach, machine.OnStreamFailed(_interrupted).Action);
        Assert.Equal(ExecuteAction.Send, machine.OnStreamFailed(new(StreamFaultKind.OperationNotFound)).Action);
        Assert.Equal(ExecuteAction.Reattach, machine.OnStreamFailed(new(StreamFaultKind.OperationExists)).Action);
        machine.OnResponse("a", 1, isComplete: false);
        Assert.Equal(ExecuteAction.Fail, machine.OnStreamFailed(new(StreamFaultKind.OperationNotFound)).Action);
    }

    [Fact]
    public void An_id_that_somebody_else_uses_is_a_failure()
    {
        var machine = Machine();
        machine.Start();
        Assert.Equal(ExecuteAction.Fail, machine.OnStreamFailed(new(StreamFaultKind.OperationExists)).Action);
    }

    [Fact]
    public void Failures_in_a_row_are_counted_and_a_response_forgives_them()
    {
        var machine = Machine(maxRetries: 2);
        machine.Start();
        for (int round = 0; round < 3; round++)
        {
            Assert.Equal(TimeSpan.FromMilliseconds(50), machine.OnStreamFailed(_interrupted).Delay);
            Assert.Equal(TimeSpan.FromMilliseconds(200), machine.OnStreamFailed(_interrupted).Delay);
            machine.OnResponse($"{round}", 1, isComplete: false);
        }
        machine.OnStreamFailed(_interrupted);
        machine.OnStreamFailed(_interrupted);
        Assert.Equal(ExecuteAction.Fail, machine.OnStreamFailed(_interrupted).Action);
    }

    [Fact]
    public void What_has_come_is_released_now_and_then()
    {
        var machine = Machine();
        machine.Start();
        long part = ExecuteStateMachine.ReleaseAfterBytes / 2;
        Assert.Null(machine.OnResponse("a", part, isComplete: false).ReleaseUntil);
        Assert.Equal("b", machine.OnResponse("b", part, isComplete: false).ReleaseUntil);
        Assert.Null(machine.OnResponse("c", part, isComplete: false).ReleaseUntil);
    }

    private static ExecuteStateMachine Machine(int maxRetries = 15) => new(new Backoff(new SparkRetryPolicy { MaxRetries = maxRetries }, () => 0), _emptyDelay);

    private static (List<int> Delivered, ExecuteAction Last) Run(Random random, FaultyServer server, int responses, int maxRetries)
    {
        ExecuteStateMachine machine = new(new Backoff(new SparkRetryPolicy { MaxRetries = maxRetries }, random.NextDouble), _emptyDelay);
        List<int> delivered = [];
        var step = machine.Start();
        while (step.Action is ExecuteAction.Send or ExecuteAction.Reattach)
        {
            var stream = step.Action == ExecuteAction.Send ? server.Send() : server.Reattach(machine.LastResponseId);
            foreach (int response in stream.Responses)
            {
                delivered.Add(response);
                step = machine.OnResponse($"{response}", random.Next(3 << 20), isComplete: response == responses - 1);
                if (step.ReleaseUntil is { } until) server.ReleaseUntil(until);
            }
            if (step.Action == ExecuteAction.Finish) break;
            step = stream.Fault is { } fault ? machine.OnStreamFailed(fault) : machine.OnStreamEnded();
        }
        return (delivered, step.Action);
    }
}
