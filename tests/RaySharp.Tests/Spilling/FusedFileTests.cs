using CsCheck;
using RaySharp.Spilling;
using RaySharp.Tests.Cluster;

namespace RaySharp.Tests.Spilling;

public sealed class FusedFileTests
{
    private static readonly Gen<byte[][][]> _objects = Gen.Byte.Array[0, 300].Array[0, 4].Array[1, 6];

    private readonly FaultySpillStorage _storage = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task What_is_spilled_comes_back_object_by_object() => _objects.SampleAsync(async objects =>
    {
        FaultySpillStorage storage = new();
        IReadOnlyList<SpillLocation> locations = await FusedFile.WriteAsync(storage, [.. objects.Select(Record)], Token);
        Assert.Single(storage.Files);
        for (int i = objects.Length - 1; i >= 0; i--)
        {
            byte[] expected = [.. objects[i].SelectMany(segment => segment)];
            Assert.Equal(expected, await RestoreAsync(storage, locations[i], i));
        }
    }, iter: 50, threads: 1);

    [Fact]
    public async Task Every_flipped_byte_is_noticed_and_told()
    {
        IReadOnlyList<SpillLocation> locations = await FusedFile.WriteAsync(_storage, [Record([[1, 2], [3]], 0), Record([[4, 5, 6, 7]], 1)], Token);
        for (int at = 0; at < SpillFormat.HeaderBytes + 4; at++)
        {
            long offset = locations[1].Offset + at;
            _storage.Flip(locations[1].File, offset);
            SpillCorruptException fault = await Assert.ThrowsAsync<SpillCorruptException>(() => RestoreAsync(_storage, locations[1], 1));
            Assert.Contains($"offset {locations[1].Offset} of {locations[1].File}", fault.Message);
            Assert.Matches("its (magic|id|length|checksum) should be [0-9a-f]+ and is [0-9a-f]+", fault.Message);
            Assert.Equal([1, 2, 3], await RestoreAsync(_storage, locations[0], 0));
            _storage.Flip(locations[1].File, offset);
        }
        Assert.Equal([4, 5, 6, 7], await RestoreAsync(_storage, locations[1], 1));
    }

    [Fact]
    public async Task Another_objects_bytes_are_not_taken_for_it()
    {
        IReadOnlyList<SpillLocation> locations = await FusedFile.WriteAsync(_storage, [Record([[1]], 0), Record([[2]], 1)], Token);
        Assert.Contains("its id should be", (await Assert.ThrowsAsync<SpillCorruptException>(() => RestoreAsync(_storage, locations[0], 1))).Message);
    }

    [Fact]
    public async Task A_room_of_another_size_and_an_id_of_another_length_are_refused()
    {
        SpillLocation location = (await FusedFile.WriteAsync(_storage, [Record([[1, 2]], 0)], Token))[0];
        ArgumentException room = await Assert.ThrowsAsync<ArgumentException>(() => FusedFile.RestoreAsync(_storage, location, Id(0), [new byte[1]], Token));
        Assert.Contains("Restoring 2 bytes into 1 was asked for", room.Message);
        ArgumentException id = await Assert.ThrowsAsync<ArgumentException>(() => FusedFile.WriteAsync(_storage, [new SpillRecord(new byte[5], [])], Token));
        Assert.Contains("an id of 5 bytes", id.Message);
    }

    [Fact]
    public async Task A_full_or_failing_storage_says_so_and_keeps_nothing()
    {
        _storage.Capacity = 100;
        SpillFailedException full = await Assert.ThrowsAsync<SpillFailedException>(() => FusedFile.WriteAsync(_storage, [Record([new byte[100]], 0)], Token));
        Assert.Equal(100 + SpillFormat.HeaderBytes, full.Bytes);
        Assert.Contains("No space left", full.Message);
        _storage.Fault = new IOException("The disk burns.");
        Assert.Contains("The disk burns.", (await Assert.ThrowsAsync<SpillFailedException>(() => FusedFile.WriteAsync(_storage, [Record([], 0)], Token))).Message);
        Assert.Empty(_storage.Files);
    }

    [Fact]
    public async Task A_slow_storage_is_waited_for_or_given_up()
    {
        _storage.Gate = new TaskCompletionSource();
        using CancellationTokenSource giveUp = new();
        Task given = FusedFile.WriteAsync(_storage, [Record([[1]], 0)], giveUp.Token);
        Task<IReadOnlyList<SpillLocation>> waited = FusedFile.WriteAsync(_storage, [Record([[2]], 0)], Token);
        giveUp.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given.Within("what was given up"));
        Assert.False(waited.IsCompleted);
        _storage.Gate.SetResult();
        Assert.Equal([2], await RestoreAsync(_storage, (await waited.Within("what waits for the storage"))[0], 0));
        Assert.Single(_storage.Files);
    }

    private static async Task<byte[]> RestoreAsync(FaultySpillStorage storage, SpillLocation location, int id)
    {
        byte[] bytes = new byte[location.Length];
        int half = bytes.Length / 2;
        await FusedFile.RestoreAsync(storage, location, Id(id), [bytes.AsMemory(0, half), bytes.AsMemory(half)], Token);
        return bytes;
    }

    private static SpillRecord Record(byte[][] payload, int id) => new(Id(id), [.. payload.Select(segment => (ReadOnlyMemory<byte>)segment)]);

    private static byte[] Id(int id) => [.. Enumerable.Repeat((byte)id, SpillFormat.IdBytes)];
}
