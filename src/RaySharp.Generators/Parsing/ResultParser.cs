using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using RaySharp.Generators.Diagnostics;
using RaySharp.Generators.Foundation;
using RaySharp.Generators.Models;
using RaySharp.Generators.Types;

namespace RaySharp.Generators.Parsing;

/// <summary>Reads what a remote method returns.</summary>
internal sealed class ResultParser(IMethodSymbol method, string display, CodecUses uses, List<Problem> problems)
{
    private static readonly ReturnedObject _nothing = new(null, LibraryCodecs.VoidType, LibraryCodecs.VoidType, LibraryCodecs.Void);

    /// <summary>What stands for the result in the method's shape.</summary>
    public string Wire { get; private set; } = "void";

    public ResultModel Parse(bool separate)
    {
        var type = method.ReturnType;
        if (method.RefKind != RefKind.None) problems.Report(Rules.Result, method, display, "returns by 'ref', but no memory is shared with the caller. Return the value.");
        if (method.ReturnsVoid)
        {
            if (method.IsAsync) problems.Report(Rules.Result, method, display, "is 'async void', whose end nobody can see. Return a Task.");
            return None(ResultTiming.Now, separate);
        }
        if (KnownTypes.IsTask(type, 0)) return None(ResultTiming.Task, separate);
        if (KnownTypes.IsValueTask(type, 0)) return None(ResultTiming.ValueTask, separate);
        if (KnownTypes.IsAsyncEnumerable(type)) return Stream(((INamedTypeSymbol)type).TypeArguments[0], separate);
        if (KnownTypes.IsTask(type, 1)) return Value(((INamedTypeSymbol)type).TypeArguments[0], ResultTiming.Task, separate);
        if (KnownTypes.IsValueTask(type, 1)) return Value(((INamedTypeSymbol)type).TypeArguments[0], ResultTiming.ValueTask, separate);
        return Value(type, ResultTiming.Now, separate);
    }

    private ResultModel None(ResultTiming timing, bool separate)
    {
        if (separate) NotSeparable(method.ReturnType);
        return new ResultModel(ResultKind.None, timing, _nothing.Type, new EquatableArray<ReturnedObject>([_nothing]));
    }

    private ResultModel Stream(ITypeSymbol item, bool separate)
    {
        if (separate) NotSeparable(method.ReturnType);
        var returned = Object(null, item, "its stream");
        Wire = $"stream<{Wire}>";
        return new ResultModel(ResultKind.Stream, ResultTiming.Now, TypeNames.Plain(item), new EquatableArray<ReturnedObject>([returned]));
    }

    private ResultModel Value(ITypeSymbol type, ResultTiming timing, bool separate)
    {
        if (!separate) return Make(ResultKind.Value, timing, type, [Object(null, type, "its result")]);
        if (type is INamedTypeSymbol { IsTupleType: true } tuple)
        {
            List<string> wires = [];
            List<ReturnedObject> items = [];
            foreach (var element in tuple.TupleElements)
            {
                items.Add(Object(element.IsExplicitlyNamedTupleElement ? Identifiers.Escape(element.Name) : null, element.Type, $"its item '{element.Name}'"));
                wires.Add(Wire);
            }
            Wire = "each(" + string.Join(",", wires) + ")";
            return Make(ResultKind.SeparateTuple, timing, type, items);
        }
        if (type is IArrayTypeSymbol { Rank: 1 } array)
        {
            var item = Object(null, array.ElementType, "its result");
            Wire = $"many<{Wire}>";
            return Make(ResultKind.SeparateArray, timing, type, [item]);
        }
        NotSeparable(type);
        return Make(ResultKind.Value, timing, type, [Object(null, type, "its result")]);
    }

    private void NotSeparable(ITypeSymbol type) => problems.Report(Rules.NotSeparable, method, display, TypeNames.ForPeople(type));

    private static ResultModel Make(ResultKind kind, ResultTiming timing, ITypeSymbol type, IEnumerable<ReturnedObject> objects) =>
        new(kind, timing, TypeNames.Plain(type), objects.ToEquatable());

    private ReturnedObject Object(string? name, ITypeSymbol type, string holder)
    {
        if (type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer || type.IsRefLikeType)
        {
            problems.Report(Rules.Result, method, display, $"returns a '{TypeNames.ForPeople(type)}', which means nothing outside of its stack or process. Return an array or a ReadOnlyMemory<T>.");
            return new ReturnedObject(name, "object", "object", "");
        }
        var shape = uses.Use(type, method, display, holder);
        Wire = shape.Wire;
        return new ReturnedObject(name, uses.Signature(type), shape.Type, shape.Codec);
    }
}
