namespace FlightForecast.Display;

/// <summary>A line for every tenth: for files and pipes.</summary>
internal sealed class PlainView(TextWriter output) : IProgressView
{
    public async Task ShowAsync(IAsyncEnumerable<Progress> progress, int total)
    {
        int tenths = 0;
        await foreach (var step in progress)
        {
            if (step.Done * 10 / total <= tenths) continue;
            tenths = step.Done * 10 / total;
            output.WriteLine($"{step.Done,7:N0} of {total:N0} back-tests");
        }
    }
}
