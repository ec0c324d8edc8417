using RaySharp.Spark.Hosting;

namespace RaySharp.Spark.Tests.Hosting;

public sealed class HostingFailureTests
{
    [Fact]
    public void Of_a_failed_task_the_line_is_told_that_says_why()
    {
        SparkException fault = new("Job aborted due to stage failure: Task 0 in stage 3.0 failed 4 times.\norg.apache.spark.SparkException: Subprocess exited with status 75. Error: RaySharp: this executor has no OpenSSL (libssl).\n\n\tat org.apache.spark.sql");
        var told = HostingFailure.Explain(fault);
        Assert.Equal("No node could start on Spark's executors: this executor has no OpenSSL (libssl).", told.Message);
        Assert.Same(fault, told.InnerException);
    }

    [Fact]
    public void Of_a_node_that_could_not_start_its_last_words_are_told()
    {
        SparkException fault = new("Job aborted.", new SparkException("status 70. Error: RaySharp: This node could not start: The head at h:1 did not answer.\n"));
        Assert.Equal("No node could start on Spark's executors: The head at h:1 did not answer.", HostingFailure.Explain(fault).Message);
    }

    [Fact]
    public void Of_a_process_that_crashed_it_is_told_that_it_said_nothing() =>
        Assert.Contains("A node's process ended on Spark's executors and did not say why. The executors' logs may tell. Spark says: Job aborted: java.io.IOException: Broken pipe", HostingFailure.Explain(new SparkException("Job aborted: java.io.IOException: Broken pipe\n\tat there")).Message);

    [Fact]
    public void Of_executors_without_a_shell_that_is_told()
    {
        const string java = "java.io.IOException: Cannot run program \"/bin/bash\": error=2, No such file or directory";
        var told = HostingFailure.Explain(new SparkException($"Job aborted due to stage failure: Lost task 0.3 in stage 3.0: {java}\n\tat java.base"));
        Assert.Equal($"Spark's executors cannot start the script that hosts a node: {java}. Nodes need executors with a /bin/bash.", told.Message);
    }

    [Theory]
    [InlineData("0A000")]
    [InlineData("42601")]
    [InlineData("28000")]
    public void A_refused_statement_is_told_as_what_it_is(string state)
    {
        SparkException fault = new("[UC_COMMAND_NOT_SUPPORTED] Not here.", null, new() { ErrorClass = "UC_COMMAND_NOT_SUPPORTED", SqlState = state });
        var told = HostingFailure.Explain(fault);
        Assert.Contains("Spark refuses the statement that hosts a node, a script transform (SELECT TRANSFORM ... USING): [UC_COMMAND_NOT_SUPPORTED] Not here. Nodes need a Spark where those are allowed", told.Message);
        Assert.Equal(("UC_COMMAND_NOT_SUPPORTED", state), (told.ErrorClass, told.SqlState));
    }

    [Fact]
    public void Anything_else_is_told_as_Spark_told_it()
    {
        SparkException fault = new("The moon is full."), connection = new SparkConnectionException("This node could not start: no.");
        Assert.Same(fault, HostingFailure.Explain(fault));
        Assert.Same(connection, HostingFailure.Explain(connection));
    }
}
