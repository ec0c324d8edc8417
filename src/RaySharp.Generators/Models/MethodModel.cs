using System;
using RaySharp.Generators.Foundation;

namespace RaySharp.Generators.Models;

/// <summary>A parameter of a remote method, as its stubs see it.</summary>
/// <param name="Name">As source spells it.</param>
/// <param name="Modifier">ref, out, in or params, with a space; empty if none.</param>
/// <param name="Signature">Its type with nullability and tuple names.</param>
/// <param name="Type">Its type's plain name.</param>
/// <param name="Codec">Empty where the method is refused.</param>
/// <param name="Element">Set for sequences, which calls may give item by item.</param>
/// <param name="Default">The declared default as an expression; null if it must be given.</param>
/// <param name="TakesReference">False for what no generic type can hold (ref structs, pointers).</param>
internal sealed record ParameterModel(
    string Name, string Modifier, string Signature, string Type, string Codec, CodecEntry? Element, string? Default, bool TakesReference);

internal enum ResultKind
{
    None,
    Value,
    Stream,
    SeparateTuple,
    SeparateArray,
}

internal enum ResultTiming
{
    Now,
    Task,
    ValueTask,
}

/// <summary>One object that a call makes.</summary>
/// <param name="Name">The tuple element's name; null for unnamed ones and single results.</param>
internal sealed record ReturnedObject(string? Name, string Signature, string Type, string Codec);

/// <summary>What a method returns.</summary>
/// <param name="Type">The plain name of what is left when it was awaited.</param>
internal sealed record ResultModel(ResultKind Kind, ResultTiming Timing, string Type, EquatableArray<ReturnedObject> Objects);

/// <summary>A method that may run remotely.</summary>
/// <param name="Name">Its name as source spells it.</param>
/// <param name="Field">The field that holds its descriptor.</param>
/// <param name="Display">For people: <c>Jobs.Count</c>.</param>
/// <param name="Target">What its descriptor calls, up to the parenthesis.</param>
/// <param name="DocumentationId">For inheritdoc.</param>
/// <param name="TypeParameters">Of refused generic methods.</param>
/// <param name="Cancel">The stub's name for the token; null if the method takes none.</param>
/// <param name="Options">The initializers that its attribute asks for.</param>
/// <param name="IsRefused">It gets a stub that throws, so that only our diagnostic shows.</param>
internal sealed record MethodModel(
    string Name,
    string Field,
    string Display,
    ulong Id,
    ulong Shape,
    string Accessibility,
    string Target,
    string DocumentationId,
    string TypeParameters,
    EquatableArray<ParameterModel> Parameters,
    string? Cancel,
    ResultModel Result,
    string Options,
    bool IsUnsafe,
    bool IsRefused) : IComparable<MethodModel>
{
    public int CompareTo(MethodModel? other) => string.CompareOrdinal(Name + Field, other?.Name + other?.Field);
}
