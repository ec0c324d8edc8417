using System.Text.Json;
using System.Text.Json.Serialization;

namespace RaySharp.Hosting;

/// <summary>What a program must have to join a cluster: a file that only its user can read.</summary>
internal sealed record JoinFile
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Where the head announces that it is.</summary>
    public required string Host { get; init; }

    public required int Port { get; init; }

    public required string ClusterId { get; init; }

    /// <summary>The certificate of the cluster's authority, as DER.</summary>
    public required byte[] Authority { get; init; }

    /// <summary>Lets a process be a driver.</summary>
    public required byte[] Secret { get; init; }

    /// <summary>Whether the cluster outlives the program that started it, until it is asked to end.</summary>
    public bool IsDetached { get; init; }

    /// <summary>Writes it in the place of whatever is there.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string path)
    {
        string full = Path.GetFullPath(path), fresh = $"{full}.{Environment.ProcessId}.new";
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Own;
        File.Delete(fresh);     // an older one would keep its mode
        using (var file = new FileStream(fresh, options)) JsonSerializer.Serialize(file, this, JoinFileJson.Default.JoinFile);
        File.Move(fresh, full, overwrite: true);
    }

    /// <summary>Removes it, unless another cluster's is there by now.</summary>
    public void Remove(string path)
    {
        try
        {
            if (Read(path).ClusterId == ClusterId) File.Delete(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or RayException)
        {
            // Gone, or nobody's.
        }
    }

    /// <exception cref="ClusterConnectionException">There is none, or it is none.</exception>
    /// <exception cref="AuthenticationException">Others can read it.</exception>
    public static JoinFile Read(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(path) is var mode && (mode & ~Own) != 0)
                throw new AuthenticationException($"The join file '{path}' has the mode {Convert.ToString((int)mode, 8)}: others than its owner may read or change it, so it proves nothing. Give it mode 600, and restart the cluster if others could read it.");
            var file = JsonSerializer.Deserialize(File.ReadAllBytes(path), JoinFileJson.Default.JoinFile) ?? throw new JsonException("It is null.");
            return file.Port is > 0 and <= ushort.MaxValue ? file : throw new JsonException($"No process can listen at port {file.Port}.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ClusterConnectionException($"The join file '{path}' cannot be read: {fault.Message} The program that starts the cluster writes it (RayOptions.JoinFile) and removes it at its end; is the cluster running?", fault);
        }
        catch (JsonException fault)
        {
            throw new ClusterConnectionException($"'{path}' is no join file: {fault.Message} The program that starts the cluster writes one (RayOptions.JoinFile).");     // and never the text itself
        }
    }

    /// <summary>Never shows the secret.</summary>
    public override string ToString() => $"{nameof(JoinFile)} {{ Host = {Host}, Port = {Port}, ClusterId = {ClusterId}, Secret = *** }}";
}

[JsonSerializable(typeof(JoinFile))]
internal sealed partial class JoinFileJson : JsonSerializerContext;
