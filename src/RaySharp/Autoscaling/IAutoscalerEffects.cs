namespace RaySharp.Autoscaling;

/// <summary>What the autoscaler has done for it. None of these may call back into it.</summary>
internal interface IAutoscalerEffects
{
    /// <summary>So many nodes are to be, those that leave not counted. Fewer than before: some that are on their way are not wanted any more.</summary>
    void Want(int nodes);

    /// <summary>Have a node's owners return what they only keep.</summary>
    void AskIdle(uint node);

    /// <summary>Ask a node whether it may go; from then on nothing is sent there.</summary>
    void Drain(uint node);

    /// <summary>It said no: it stays.</summary>
    void Keep(uint node);

    /// <summary>It said yes: it is to end.</summary>
    void End(uint node);
}
