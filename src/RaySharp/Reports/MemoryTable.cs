using System.Globalization;
using System.Text;
using RaySharp.Texts;

namespace RaySharp.Reports;

/// <summary>A memory report as text.</summary>
internal static class MemoryTable
{
    private const int Shown = 50;
    private const string NoSite = "not recorded (RayOptions.RecordCallSites)";

    public static string Of(MemoryReport report)
    {
        var text = new StringBuilder();
        Line(text, $"Object store: {CountText.Of(report.ObjectCount, "object", "N0")}, {Bytes(report.InUse)} of {Bytes(report.Capacity)} in use, {Bytes(report.Reserved)} made ahead, {Bytes(report.Spilled)} on disk, {CountText.Of(report.WaitingRequests, "request", "N0")} waiting for room.");
        if (report.Objects.Count == 0) return text.ToString();
        Line(text, $"\n{"objects",9}  {"size",12}  {"on disk",12}  made at");
        foreach (var site in report.Objects.GroupBy(static info => info.CallSite ?? NoSite).OrderByDescending(static site => site.Sum(static info => info.Size)))
            Line(text, $"{site.Count(),9:N0}  {Bytes(site.Sum(static info => info.Size)),12}  {Bytes(site.Sum(static info => info.IsOnDisk ? info.Size : 0)),12}  {site.Key}");
        Line(text, $"\n{"size",12}  {"place",-15}  {"nodes",-8}  {"owner",-8}  {"writer",-8}  {"refs",4}  {"referenced by",-16}  {"read by",-16}  object");
        foreach (var info in report.Objects.Take(Shown)) Line(text, Row(info));
        if (report.ObjectCount > Shown) Line(text, $"and {report.ObjectCount - Math.Min(Shown, report.Objects.Count):N0} more");
        return text.ToString();
    }

    private static FormattableString Row(ObjectInfo info)
    {
        string memory = info.IsPinned ? "pinned" : "memory";
        string place = (info.IsInMemory, info.IsOnDisk) switch { (true, true) => $"{memory}, spilled", (true, false) => memory, (false, true) => "spilled", _ => "restoring" };
        string references = info.References?.ToString(CultureInfo.InvariantCulture) ?? "?";
        return $"{Bytes(info.Size),12}  {place,-15}  {string.Join(' ', info.Nodes),-8}  {info.Owner,-8}  {info.WrittenBy,-8}  {references,4}  {string.Join(' ', info.ReferencedBy),-16}  {string.Join(' ', info.Readers),-16}  {info.Id}";
    }

    private static string Bytes(long bytes) => bytes < 1 << 20
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):N1} MiB");

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
