using RaySharp.References;

namespace RaySharp.Ownership;

/// <summary>What makes objects: a task or a call.</summary>
internal interface IMaker
{
    /// <summary>The one result, or null where <see cref="Rare"/> has several or a stream.</summary>
    ObjectEntry? Result { get; }

    /// <summary>What few have.</summary>
    TaskExtras? Rare { get; }

    int RetriesLeft { get; }
}

/// <summary>Who can have its tasks or calls run again.</summary>
internal interface IRepeater
{
    LineageKeeper Lineage { get; }

    /// <summary>How to run it again; before it lets go of its frame and arguments.</summary>
    Recipe RecipeOf(IMaker maker);
}
