using System.Diagnostics;
using System.Text;

namespace RaySharp.Hosting;

/// <summary>Starts a detached head, and passes on what it says until it is ready.</summary>
internal static class HeadProcess
{
    private const int KeptErrorLines = 20;

    /// <summary>For what a head has begun and is to take back.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    /// <param name="kind">What kind of cluster.</param>
    /// <param name="order">What it is to start; may hold tokens.</param>
    /// <param name="logFile">Its log file.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancel">Ends the start; what was begun is taken back.</param>
    /// <returns>The process, which is ready.</returns>
    public static async Task<Process> StartAsync(HeadKind kind, string order, string logFile, IProgress<string>? progress, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var process = Process.Start(ProgramStart.AsHead(new HeadConfig { Kind = kind.Name, LogFile = logFile })) ?? throw new WorkerStartException("The head of the detached cluster did not start.");
        try
        {
            var errors = LastLinesAsync(process.StandardError);
            await process.StandardInput.WriteLineAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(order)).AsMemory(), cancel).ConfigureAwait(false);
            await process.StandardInput.FlushAsync(cancel).ConfigureAwait(false);
            await ReadyAsync(process, kind, errors, progress, cancel).ConfigureAwait(false);
            await process.StandardInput.WriteLineAsync("go").ConfigureAwait(false);
            process.StandardInput.Close();
            return process;
        }
        catch
        {
            await TakeBackAsync(process).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task ReadyAsync(Process process, HeadKind kind, Task<string> errors, IProgress<string>? progress, CancellationToken cancel)
    {
        while (await process.StandardOutput.ReadLineAsync(cancel).ConfigureAwait(false) is { } line)
        {
            if (line.StartsWith(HeadMain.Progress, StringComparison.Ordinal)) progress?.Report(line[HeadMain.Progress.Length..]);
            else if (line.StartsWith(HeadMain.Failed, StringComparison.Ordinal)) throw kind.Rebuild(HeadFailure.Decode(line[HeadMain.Failed.Length..]));
            else if (line == HeadMain.Ready) return;
        }
        await process.WaitForExitAsync(cancel).ConfigureAwait(false);
        throw new WorkerStartException($"The process of the detached cluster's head ended with exit code {process.ExitCode} before the cluster was ready. {await errors.ConfigureAwait(false)}".TrimEnd());
    }

    /// <summary>The end of its input says that it is not wanted; it ends when what it began is gone.</summary>
    private static async Task TakeBackAsync(Process process)
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended.
        }
        try
        {
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(_patience).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            process.Kill();     // its nodes end with it
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        process.Dispose();
    }

    private static async Task<string> LastLinesAsync(StreamReader reader)
    {
        Queue<string> last = new();
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            if (last.Count == KeptErrorLines) last.Dequeue();
            last.Enqueue(line);
        }
        return string.Join(Environment.NewLine, last);
    }
}
