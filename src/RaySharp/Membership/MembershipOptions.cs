namespace RaySharp.Membership;

/// <summary>The patience of a head.</summary>
internal sealed record MembershipOptions
{
    /// <summary>From being given its number to being ready.</summary>
    public TimeSpan JoinLimit { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A node that was not heard of for so long is lost. A link that closes says so at once; this is for machines that freeze or fall off the network.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>When the head itself was away for so long (a breakpoint, a laptop asleep), it hears everybody out before it judges.</summary>
    public TimeSpan OwnStall { get; init; } = TimeSpan.FromSeconds(3);
}
