namespace FlightForecast.Display;

internal interface IProgressView
{
    /// <summary>Shows each piece of progress as it comes.</summary>
    Task ShowAsync(IAsyncEnumerable<Progress> progress, int total);
}
