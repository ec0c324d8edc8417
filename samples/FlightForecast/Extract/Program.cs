// Extract FLIGHTS.parquet DAILY.csv.gz: daily figures of every airport and of the busiest routes, small enough to ship with the sample.
using FlightForecast.Extract;

if (args is not [var source, var target])
{
    Console.Error.WriteLine("usage: Extract FLIGHTS.parquet DAILY.csv.gz");
    return 2;
}

const int Routes = 200;
DateOnly lastWholeDay = new(2001, 6, 30);   // six flights of the day after are all that the file has
var days = FlightFile.Read(source, lastWholeDay);
int rows = DailyFile.Write(target, days, Routes);
Console.WriteLine($"{rows:N0} rows, {new FileInfo(target).Length:N0} bytes in {target}");
return 0;
