namespace RaySharp;

/// <summary>How many objects a remote method's result makes.</summary>
public enum Returns
{
    /// <summary>One object holds the whole result.</summary>
    One,

    /// <summary>A tuple becomes one object per item, an array as many as the caller asks for.</summary>
    Separate,
}
