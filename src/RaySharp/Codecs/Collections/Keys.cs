#nullable disable annotations // Keys may be null where their type allows it.

namespace RaySharp.Codecs;

/// <summary>Puts what was read into sets and dictionaries. Whatever a key does to them (it comes twice, is null, has no order, or its own
/// code throws) is the fault of the bytes.</summary>
internal static class Keys
{
    public static void Add<T>(HashSet<T> set, T item)
    {
        try
        {
            if (set.Add(item)) return;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw Refused(failure);
        }
        throw Refused(null);
    }

    public static void Add<K, V>(Dictionary<K, V> dictionary, K key, V value)
    {
        try
        {
            if (dictionary.TryAdd(key, value)) return;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw Refused(failure);
        }
        throw Refused(null);
    }

    public static void Add<T>(ISet<T> set, T item)
    {
        try
        {
            if (set.Add(item)) return;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw Refused(failure);
        }
        throw Refused(null);
    }

    public static void Add<K, V>(IDictionary<K, V> dictionary, K key, V value)
    {
        int before = dictionary.Count;
        try
        {
            dictionary.Add(key, value);
            if (dictionary.Count > before) return;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw Refused(failure);
        }
        throw Refused(null);
    }

    private static CodecException Refused(Exception failure) =>
        new("A set or dictionary holds a key that comes twice, is null or cannot be compared: the bytes are damaged.", failure);
}
