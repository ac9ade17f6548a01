namespace Messaging.Load.Compare;

/// <summary>The steps to measure, and their duration.</summary>
/// <param name="Only">Some of <see cref="Contender.Names"/>.</param>
/// <param name="Pairs">Direct conversations, used in turn.</param>
/// <param name="Time">The length of a step.</param>
/// <param name="Rates">Messages a second of the open loop, one step each.</param>
/// <param name="Senders">Senders of the closed loop, one step each.</param>
/// <param name="Output">The file for the table; null for none.</param>
internal sealed record CompareOptions(
    IReadOnlyList<string> Only, int Pairs, TimeSpan Time, IReadOnlyList<int> Rates, IReadOnlyList<int> Senders, string? Output)
{
    /// <param name="options">The command line.</param>
    /// <param name="known">The servers that this program can measure.</param>
    /// <exception cref="FormatException">An option has a value that it does not take.</exception>
    public static CompareOptions Read(LoadOptions options, params string[] known) => new(
        options.GetWords("--only", known),
        options.Get("--pairs", 50),
        TimeSpan.FromSeconds(options.Get("--seconds", 12)),
        [.. options.GetNumbers("--rates", 100, 300, 500, 1_000).Order()],
        options.GetNumbers("--senders", 4, 16, 48),
        options.GetText("--output"));
}
