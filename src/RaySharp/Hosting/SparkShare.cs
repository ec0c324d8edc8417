using System.Globalization;
using System.Text;
using RaySharp.Codecs;
using RaySharp.Platform;

namespace RaySharp.Hosting;

/// <summary>What a task of Spark knows of itself and of the executor above it. The executor's command line tells; other cluster managers may wrap it, so any of it may be missing.</summary>
/// <param name="Number">The share that it was submitted as.</param>
/// <param name="Executor">The executor's id; null: unknown.</param>
/// <param name="Cores">The cores that Spark lends there; null: unknown.</param>
/// <param name="ParentPid">The executor's number on its machine.</param>
/// <param name="MissingPid">The process that this one was told to watch, and that is not there; 0: none.</param>
internal sealed record SparkShare(int Number, string? Executor, int? Cores, int ParentPid, int MissingPid = 0)
{
    public static SparkShare OfThisProcess(int number)
    {
        int parent = Libc.ParentId();
        string[] words = CommandLine(parent);
        return new SparkShare(number, After(words, "--executor-id"), int.TryParse(After(words, "--cores"), CultureInfo.InvariantCulture, out int cores) ? cores : null, parent);
    }

    public void Write(CodecWriter writer)
    {
        writer.WriteRaw(Number);
        StringCodec.Write(writer, Executor);
        NullableCodec<int, RawCodec<int>>.Write(writer, Cores);
        writer.WriteRaw(ParentPid);
        writer.WriteRaw(MissingPid);
    }

    /// <exception cref="CodecException">It is none.</exception>
    public static SparkShare Read(ref CodecReader reader) =>
        new(reader.ReadRaw<int>(), StringCodec.Read(ref reader), NullableCodec<int, RawCodec<int>>.Read(ref reader), reader.ReadRaw<int>(), reader.ReadRaw<int>());

    private static string? After(string[] words, string name) => Array.IndexOf(words, name) is >= 0 and var at && at + 1 < words.Length ? words[at + 1] : null;

    private static string[] CommandLine(int pid)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/cmdline"))).Split('\0');
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
