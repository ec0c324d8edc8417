using FlightForecast.Models;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace FlightForecast.Display;

/// <summary>A chart that grows: for terminals.</summary>
internal sealed class LiveView(IAnsiConsole console) : IProgressView
{
    public Task ShowAsync(IAsyncEnumerable<Progress> progress, int total) =>
        console.Live(Picture(new Progress(0, new int[Enum.GetValues<ModelFamily>().Length]), total)).StartAsync(async live =>
        {
            await foreach (var step in progress) live.UpdateTarget(Picture(step, total));
        });

    private static Rows Picture(Progress progress, int total)
    {
        var chart = new BarChart().Width(72).Label("series led by");
        foreach (var family in Enum.GetValues<ModelFamily>()) chart.AddItem(family.ToString(), progress.Leads[(int)family], Color.Teal);
        var bar = new BreakdownChart().Width(72).HideTags().AddItem("done", progress.Done, Color.Green).AddItem("to do", total - progress.Done, Color.Grey23);
        return new Rows(new Markup($"[bold]{progress.Done:N0}[/] of {total:N0} back-tests"), bar, (IRenderable)chart);
    }
}
