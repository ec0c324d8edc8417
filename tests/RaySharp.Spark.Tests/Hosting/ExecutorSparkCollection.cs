namespace RaySharp.Spark.Tests.Hosting;

/// <summary>Tests that share the server with executors, one after the other: a program has one cluster on Spark at a time.</summary>
[CollectionDefinition(nameof(ExecutorSpark))]
public sealed class ExecutorSparkCollection : ICollectionFixture<ExecutorSpark>;
