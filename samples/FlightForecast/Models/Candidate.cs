namespace FlightForecast.Models;

/// <summary>A piece of the parameter grid, the work of one task: a family of models; of Holt-Winters, all with one alpha.</summary>
internal readonly record struct Candidate(ModelFamily Family, double Alpha)
{
    private const int Week = 7;
    private static readonly int[] _windows = [7, 14, 28, 56];
    private static readonly double[] _alphas = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
    private static readonly double[] _betas = [0, 0.02, 0.05, 0.1];
    private static readonly double[] _gammas = [0.05, 0.1, 0.2, 0.3, 0.5];

    public static IEnumerable<Candidate> All =>
    [
        new(ModelFamily.SeasonalNaive, 0),
        new(ModelFamily.MovingAverage, 0),
        new(ModelFamily.Smoothing, 0),
        .. _alphas.Select(alpha => new Candidate(ModelFamily.HoltWinters, alpha)),
    ];

    public IEnumerable<IForecaster> Models()
    {
        double alpha = Alpha;
        return Family switch
        {
            ModelFamily.SeasonalNaive => [new SeasonalNaive(Week)],
            ModelFamily.MovingAverage => _windows.Select(window => new MovingAverage(window)),
            ModelFamily.Smoothing => _alphas.Select(a => new ExponentialSmoothing(a)),
            ModelFamily.HoltWinters => _betas.SelectMany(beta => _gammas.Select(gamma => new HoltWinters(Week, alpha, beta, gamma))),
            _ => throw new ArgumentOutOfRangeException(nameof(Family), Family, "No such family of models."),
        };
    }
}
