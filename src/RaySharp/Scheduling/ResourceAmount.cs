using System.Globalization;

namespace RaySharp.Scheduling;

/// <summary>Amounts between a user's double and the ledger's steps of 1/10000, so that sums come out even.</summary>
internal static class ResourceAmount
{
    private const double Most = 1_000_000_000;

    public static long Units(string name, double amount)
    {
        if (double.IsNaN(amount) || amount < 0 || amount > Most)
            throw new ArgumentException($"{name} = {amount.ToString(CultureInfo.InvariantCulture)} was asked for. Ask for an amount between 0 and 1,000,000,000.");
        long units = (long)Math.Round(amount * ResourceSet.One);
        if (units == 0 && amount > 0)
            throw new ArgumentException($"{name} = {amount.ToString(CultureInfo.InvariantCulture)} was asked for. The smallest share is 0.0001.");
        return units;
    }

    public static string Text(long units) => ((decimal)units / ResourceSet.One).ToString("0.####", CultureInfo.InvariantCulture);
}
