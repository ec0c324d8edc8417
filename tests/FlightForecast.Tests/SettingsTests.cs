namespace FlightForecast.Tests;

public sealed class SettingsTests
{
    [Fact]
    public void The_number_of_airports_wins_over_quick_in_any_order() =>
        Assert.Equal(Settings.Parse(["--quick", "--airports", "7"]), Settings.Parse(["--airports", "7", "--quick"]));

    [Fact]
    public void What_is_no_option_is_said_with_the_usage() => Assert.Contains("usage:", Assert.Throws<FormatException>(() => Settings.Parse(["--fast"])).Message);

    [Fact]
    public void A_file_of_flights_that_is_not_there_is_said() =>
        Assert.Contains("no file 'nowhere.parquet'", Assert.Throws<FormatException>(() => Settings.Parse(["--flights", "nowhere.parquet"])).Message);

    [Fact]
    public void Airports_takes_a_number() => Assert.Contains("'many'", Assert.Throws<FormatException>(() => Settings.Parse(["--airports", "many"])).Message);
}
