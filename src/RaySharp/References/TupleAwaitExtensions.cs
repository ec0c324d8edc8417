using System.Runtime.CompilerServices;
using RaySharp.References;

namespace RaySharp;

/// <summary>Lets several references be awaited as one: <c>var (a, b) = await (refA, refB);</c></summary>
public static class TupleAwaitExtensions
{
    /// <summary>Lets <c>await</c> wait for 2 references; all are waited for, also when one fails.</summary>
    /// <typeparam name="T1">The type of one object.</typeparam>
    /// <typeparam name="T2">The type of one object.</typeparam>
    /// <param name="references">The references.</param>
    /// <returns>The awaiter of their values.</returns>
    public static TaskAwaiter<(T1, T2)> GetAwaiter<T1, T2>(this (ObjectRef<T1>, ObjectRef<T2>) references)
    {
        return AwaitAsync(references).GetAwaiter();

        static async Task<(T1, T2)> AwaitAsync((ObjectRef<T1>, ObjectRef<T2>) all)
        {
            await AllAsync(all.Item1, all.Item2);
            return (await all.Item1, await all.Item2);
        }
    }

    /// <summary>Lets <c>await</c> wait for 3 references; all are waited for, also when one fails.</summary>
    /// <typeparam name="T1">The type of one object.</typeparam>
    /// <typeparam name="T2">The type of one object.</typeparam>
    /// <typeparam name="T3">The type of one object.</typeparam>
    /// <param name="references">The references.</param>
    /// <returns>The awaiter of their values.</returns>
    public static TaskAwaiter<(T1, T2, T3)> GetAwaiter<T1, T2, T3>(this (ObjectRef<T1>, ObjectRef<T2>, ObjectRef<T3>) references)
    {
        return AwaitAsync(references).GetAwaiter();

        static async Task<(T1, T2, T3)> AwaitAsync((ObjectRef<T1>, ObjectRef<T2>, ObjectRef<T3>) all)
        {
            await AllAsync(all.Item1, all.Item2, all.Item3);
            return (await all.Item1, await all.Item2, await all.Item3);
        }
    }

    /// <summary>Lets <c>await</c> wait for 4 references; all are waited for, also when one fails.</summary>
    /// <typeparam name="T1">The type of one object.</typeparam>
    /// <typeparam name="T2">The type of one object.</typeparam>
    /// <typeparam name="T3">The type of one object.</typeparam>
    /// <typeparam name="T4">The type of one object.</typeparam>
    /// <param name="references">The references.</param>
    /// <returns>The awaiter of their values.</returns>
    public static TaskAwaiter<(T1, T2, T3, T4)> GetAwaiter<T1, T2, T3, T4>(this (ObjectRef<T1>, ObjectRef<T2>, ObjectRef<T3>, ObjectRef<T4>) references)
    {
        return AwaitAsync(references).GetAwaiter();

        static async Task<(T1, T2, T3, T4)> AwaitAsync((ObjectRef<T1>, ObjectRef<T2>, ObjectRef<T3>, ObjectRef<T4>) all)
        {
            await AllAsync(all.Item1, all.Item2, all.Item3, all.Item4);
            return (await all.Item1, await all.Item2, await all.Item3, await all.Item4);
        }
    }

    /// <summary>Lets <c>await</c> wait for 5 references; all are waited for, also when one fails.</summary>
    /// <typeparam name="T1">The type of one object.</typeparam>
    /// <typeparam name="T2">The type of one object.</typeparam>
    /// <typeparam name="T3">The type of one object.</typeparam>
    /// <typeparam name="T4">The type of one object.</typeparam>
    /// <typeparam name="T5">The type of one object.</typeparam>
    /// <param name="references">The references.</param>
    /// <returns>The awaiter of their values.</returns>
    public static TaskAwaiter<(T1, T2, T3, T4, T5)> GetAwaiter<T1, T2, T3, T4, T5>(this (ObjectRef<T1>, ObjectRef<T2>, ObjectRef<T3>, ObjectRef<T4>, ObjectRef<T5>) references)
    {
        return AwaitAsync(references).GetAwaiter();

        static async Task<(T1, T2, T3, T4, T5)> AwaitAsync((ObjectRef<T1>, ObjectRef<T2>, ObjectRef<T3>, ObjectRef<T4>, ObjectRef<T5>) all)
        {
            await AllAsync(all.Item1, all.Item2, all.Item3, all.Item4, all.Item5);
            return (await all.Item1, await all.Item2, await all.Item3, await all.Item4, await all.Item5);
        }
    }

    /// <summary>Lets <c>await</c> wait for 6 references; all are waited for, also when one fails.</summary>
    /// <typeparam name="T1">The type of one object.</typeparam>
    /// <typeparam name="T2">The type of one object.</typeparam>
    /// <typeparam name="T3">The type of one object.</typeparam>
    /// <typeparam name="T4">The type of one object.</typeparam>
    /// <typeparam name="T5">The type of one object.</typeparam>
    /// <typeparam name="T6">The type of one object.</typeparam>
    /// <param name="references">The references.</param>
    /// <returns>The awaiter of their values.</returns>
    public static TaskAwaiter<(T1, T2, T3, T4, T5, T6)> GetAwaiter<T1, T2, T3, T4, T5, T6>(this (ObjectRef<T1>, ObjectRef<T2>, ObjectRef<T3>, ObjectRef<T4>, ObjectRef<T5>, ObjectRef<T6>) references)
    {
        return AwaitAsync(references).GetAwaiter();

        static async Task<(T1, T2, T3, T4, T5, T6)> AwaitAsync((ObjectRef<T1>, ObjectRef<T2>, ObjectRef<T3>, ObjectRef<T4>, ObjectRef<T5>, ObjectRef<T6>) all)
        {
            await AllAsync(all.Item1, all.Item2, all.Item3, all.Item4, all.Item5, all.Item6);
            return (await all.Item1, await all.Item2, await all.Item3, await all.Item4, await all.Item5, await all.Item6);
        }
    }

    /// <summary>Lets <c>await</c> wait for 7 references; all are waited for, also when one fails.</summary>
    /// <typeparam name="T1">The type of one object.</typeparam>
    /// <typeparam name="T2">The type of one object.</typeparam>
    /// <typeparam name="T3">The type of one object.</typeparam>
    /// <typeparam name="T4">The type of one object.</typeparam>
    /// <typeparam name="T5">The type of one object.</typeparam>
    /// <typeparam name="T6">The type of one object.</typeparam>
    /// <typeparam name="T7">The type of one object.</typeparam>
    /// <param name="references">The references.</param>
    /// <returns>The awaiter of their values.</returns>
    public static TaskAwaiter<(T1, T2, T3, T4, T5, T6, T7)> GetAwaiter<T1, T2, T3, T4, T5, T6, T7>(this (ObjectRef<T1>, ObjectRef<T2>, ObjectRef<T3>, ObjectRef<T4>, ObjectRef<T5>, ObjectRef<T6>, ObjectRef<T7>) references)
    {
        return AwaitAsync(references).GetAwaiter();

        static async Task<(T1, T2, T3, T4, T5, T6, T7)> AwaitAsync((ObjectRef<T1>, ObjectRef<T2>, ObjectRef<T3>, ObjectRef<T4>, ObjectRef<T5>, ObjectRef<T6>, ObjectRef<T7>) all)
        {
            await AllAsync(all.Item1, all.Item2, all.Item3, all.Item4, all.Item5, all.Item6, all.Item7);
            return (await all.Item1, await all.Item2, await all.Item3, await all.Item4, await all.Item5, await all.Item6, await all.Item7);
        }
    }

    /// <summary>Lets <c>await</c> wait for 8 references; all are waited for, also when one fails.</summary>
    /// <typeparam name="T1">The type of one object.</typeparam>
    /// <typeparam name="T2">The type of one object.</typeparam>
    /// <typeparam name="T3">The type of one object.</typeparam>
    /// <typeparam name="T4">The type of one object.</typeparam>
    /// <typeparam name="T5">The type of one object.</typeparam>
    /// <typeparam name="T6">The type of one object.</typeparam>
    /// <typeparam name="T7">The type of one object.</typeparam>
    /// <typeparam name="T8">The type of one object.</typeparam>
    /// <param name="references">The references.</param>
    /// <returns>The awaiter of their values.</returns>
    public static TaskAwaiter<(T1, T2, T3, T4, T5, T6, T7, T8)> GetAwaiter<T1, T2, T3, T4, T5, T6, T7, T8>(this (ObjectRef<T1>, ObjectRef<T2>, ObjectRef<T3>, ObjectRef<T4>, ObjectRef<T5>, ObjectRef<T6>, ObjectRef<T7>, ObjectRef<T8>) references)
    {
        return AwaitAsync(references).GetAwaiter();

        static async Task<(T1, T2, T3, T4, T5, T6, T7, T8)> AwaitAsync((ObjectRef<T1>, ObjectRef<T2>, ObjectRef<T3>, ObjectRef<T4>, ObjectRef<T5>, ObjectRef<T6>, ObjectRef<T7>, ObjectRef<T8>) all)
        {
            await AllAsync(all.Item1, all.Item2, all.Item3, all.Item4, all.Item5, all.Item6, all.Item7, all.Item8);
            return (await all.Item1, await all.Item2, await all.Item3, await all.Item4, await all.Item5, await all.Item6, await all.Item7, await all.Item8);
        }
    }

    /// <summary>Ends when all have ended; the first failure is thrown by reading the values.</summary>
    private static async Task AllAsync(params ObjectRef[] references)
    {
        foreach (var reference in references)
        {
            if (!reference.IsCompleted) await Waiting.UntilCompleted(reference.Entry, null, CancellationToken.None);
        }
        foreach (var reference in references) reference.Entry.ObserveFailure();      // they were asked for, though only the first is thrown
    }
}
