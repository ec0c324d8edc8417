using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp;
using RaySharp.Generators.Foundation;
using RaySharp.Generators.Models;

namespace RaySharp.Generators.Emitting;

/// <summary>Writes one codec.</summary>
internal static class CodecEmitter
{
    private const string Codecs = "global::RaySharp.Codecs.";

    public static string Emit(CodecModel model, string codecsClass)
    {
        SourceWriter writer = new("#nullable disable");
        writer.Open("namespace RaySharp.Generated");
        writer.Open($"internal static partial class {codecsClass}");
        writer.Line("/// <summary>Carries one type of this assembly's remote calls.</summary>");
        writer.Line(Names.GeneratedCode);
        writer.Open($"internal readonly struct {model.Name} : {Codecs}ICodec<{model.Type}>");
        writer.Line($"public static int MinBytes => {MinBytes(model)};").Line();
        if (model.Kind == CodecKind.Union) EmitUnion(writer, model);
        else EmitMembers(writer, model);
        return writer.Close().Close().Close().ToString();
    }

    private static string MinBytes(CodecModel model)
    {
        if (model.IsReference) return "1";
        return model.Members.Count == 0 ? "0" : string.Join(" + ", model.Members.Select(static m => MinBytesOf(m)));
    }

    private static string MinBytesOf(CodecMember member) => $"global::RaySharp.Codecs.CodecSize.Min<{member.Type}, {member.Codec}>()";

    private static void EmitMembers(SourceWriter writer, CodecModel model)
    {
        writer.Open($"public static void Write({Codecs}CodecWriter writer, {model.Type} value)");
        if (model.IsReference)
        {
            writer.Line($"{Codecs}BooleanCodec.Write(writer, value is not null);");
            writer.Line("if (value is null) return;");
        }
        if (model.IsOpen)
        {
            string text = $"' was given where '{model.Display}' is declared, and its own part would be lost. Name it in [RaySerializable(Derived = [...])] of '{model.Display}', or seal that class.";
            writer.Line($"if (value.GetType() != typeof({model.Type})) throw new {Codecs}CodecException(\"A '\" + value.GetType() + {Literal(text)});");
        }
        if (model.IsReference) writer.Line("writer.Enter();");
        foreach (var member in model.Members) writer.Line($"{member.Codec}.Write(writer, value.{member.Access});");
        if (model.IsReference) writer.Line("writer.Leave();");
        writer.Close().Line();

        writer.Open($"public static {model.Type} Read(ref {Codecs}CodecReader reader)");
        if (model.IsReference) writer.Line($"if (!{Codecs}BooleanCodec.Read(ref reader)) return null;").Line("reader.Enter();");
        for (int i = 0; i < model.Members.Count; i++) writer.Line($"var member{Number(i)} = {model.Members[i].Codec}.Read(ref reader);");
        if (model.IsReference) writer.Line("reader.Leave();");
        writer.Line($"return {model.Construction};");
        writer.Close();
    }

    private static void EmitUnion(SourceWriter writer, CodecModel model)
    {
        writer.Open($"public static void Write({Codecs}CodecWriter writer, {model.Type} value)");
        writer.Line("writer.Enter();");
        writer.Line("if (value is null) writer.WriteVarint(0);");
        foreach (var one in model.Cases.OrderBy(static c => !c.IsExact))
        {
            writer.Open(one.IsExact ? $"else if (value.GetType() == typeof({one.Type}))" : $"else if (value is {one.Type})");
            writer.Line($"writer.WriteVarint({Number(one.Tag)});").Line($"{one.Codec}.Write(writer, ({one.Type})value);");
            writer.Close();
        }
        string text = $"' was given where '{model.Display}' is declared. Add it to [RaySerializable(Derived = [...])] of '{model.Display}'.";
        writer.Line($"else throw new {Codecs}CodecException(\"A '\" + value.GetType() + {Literal(text)});");
        writer.Line("writer.Leave();");
        writer.Close().Line();

        writer.Open($"public static {model.Type} Read(ref {Codecs}CodecReader reader)");
        writer.Line("reader.Enter();");
        writer.Line("ulong tag = reader.ReadVarint();");
        writer.Open($"{model.Type} value = tag switch");
        writer.Line("0 => null,");
        foreach (var one in model.Cases) writer.Line($"{Number(one.Tag)} => {one.Codec}.Read(ref reader),");
        writer.Line($"_ => throw new {Codecs}CodecException(\"A '\" + typeof({model.Type}) + \"' has the tag \" + tag + \", which stands for no type: the bytes are damaged, or their writer knows more types.\"),");
        writer.Close(";");
        writer.Line("reader.Leave();");
        writer.Line("return value;");
        writer.Close();
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
