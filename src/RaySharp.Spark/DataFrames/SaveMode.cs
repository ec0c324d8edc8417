namespace RaySharp.Spark;

/// <summary>What to do where data exists already.</summary>
public enum SaveMode
{
    /// <summary>Refuse to write.</summary>
    ErrorIfExists,

    /// <summary>Add to it.</summary>
    Append,

    /// <summary>Replace it.</summary>
    Overwrite,

    /// <summary>Leave it as it is and write nothing.</summary>
    Ignore,
}
