namespace WirePing;

internal enum Way
{
    Rings,
    Socket,
    Tls,
}
