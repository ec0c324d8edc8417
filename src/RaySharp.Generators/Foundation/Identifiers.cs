using System.Linq;
using Microsoft.CodeAnalysis.CSharp;

namespace RaySharp.Generators.Foundation;

internal static class Identifiers
{
    /// <summary>The name as source spells it.</summary>
    public static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.FieldKeyword ? "@" + name : name;

    /// <summary>A name made of any text.</summary>
    public static string Sanitize(string text)
    {
        string name = new(text.Select(static c => SyntaxFacts.IsIdentifierPartCharacter(c) ? c : '_').ToArray());
        return name.Length > 0 && SyntaxFacts.IsIdentifierStartCharacter(name[0]) ? name : "_" + name;
    }
}
