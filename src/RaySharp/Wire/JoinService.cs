namespace RaySharp.Wire;

/// <summary>Answers those who ask to join the cluster.</summary>
/// <param name="Secret">The join secret: whoever knows it may ask.</param>
/// <param name="Answer">
/// Called on a thread of the exchange's own; gives the reply, refusals included, in at most 64 KiB. What it throws closes the
/// connection without one.
/// </param>
internal sealed record JoinService(byte[] Secret, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<byte[]>> Answer)
{
    /// <summary>Answers those who ask to join as drivers, with a secret of their own; null: nobody may.</summary>
    public JoinService? Drivers { get; init; }

    /// <summary>Who answers a newcomer of that role.</summary>
    public JoinService? For(string role) => role == HelloBody.DriverNewcomer ? Drivers : this;

    public void Validate()
    {
        Drivers?.Validate();
        if (Secret.Length != WireOptions.SecretBytes)
            throw new ArgumentException($"The join secret has {Secret.Length} bytes; it must have {WireOptions.SecretBytes}.");
    }

    /// <summary>Never shows the secret.</summary>
    public override string ToString() => $"{nameof(JoinService)} {{ Secret = *** }}";
}
