namespace RaySharp.Logs;

/// <summary>Puts a full log file aside.</summary>
internal static class LogBackups
{
    /// <summary>The file gets the number 1, those before it the next ones; beyond <paramref name="kept"/> they are deleted. False: it could not be done.</summary>
    public static bool TryPutAside(string path, int kept)
    {
        try
        {
            if (kept == 0) File.Delete(path);
            for (int number = kept; number > 0; number--)
            {
                string from = number == 1 ? path : LogFiles.Backup(path, number - 1);
                if (File.Exists(from)) File.Move(from, LogFiles.Backup(path, number), overwrite: true);
            }
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
