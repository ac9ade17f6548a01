using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Messaging.Load.Compare;

namespace Messaging.Load;

/// <summary>
/// How long a search takes among many users: fills the table of users by SQL, waits until the app has made their search words in
/// the background, as after an upgrade, and asks for people and for conversations in ways that are easy and hard for an index.
/// </summary>
internal static class SearchProgram
{
    private const int WarmUpRounds = 20;

    /// <summary>The last one written; only it has this name.</summary>
    private const string LastName = "Zoe Omega";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>What people type, from the first letter to what nobody is called. The names are those of <see cref="UserFiller"/>.</summary>
    private static readonly string[] Queries =
        ["n", "ng", "nguyen", "van", "binh", "nguyen van", "tran van binh", "van t", "499", "nguyen 499", "@user4", "@user499", "anh anh2", "zzzz", "nguyen zzzz", "zoe omega"];

    public static async Task<int> RunAsync(LoadOptions options)
    {
        var names = options.GetWords("--only", Contender.PostgreSql, Contender.Sqlite);
        var (users, rounds, conversations) = (options.Get("--users", 100_000), options.Get("--rounds", 50), options.Get("--conversations", 500));
        using var interruption = new Interruption();
        try
        {
            await using var postgres = names.Contains(Contender.PostgreSql) ? await LoadPostgres.StartAsync() : null;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors; {users:N0} users, {conversations} conversations of the caller, {rounds} rounds of {Queries.Length} queries; milliseconds"));
            Console.WriteLine();
            Console.WriteLine("| database | search | p50 | p95 | p99 | slowest query (p50) | words made in s |");
            Console.WriteLine("| --- | --- | ---: | ---: | ---: | --- | ---: |");
            foreach (var name in names) await MeasureAsync(name, name == Contender.PostgreSql ? postgres : null, users, rounds, conversations, interruption.Token);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return Interruption.ExitCode;
        }

        return 0;
    }

    private static async Task MeasureAsync(string name, LoadPostgres? postgres, int users, int rounds, int conversations, CancellationToken cancellationToken)
    {
        await using var app = await AppContender.StartAppAsync(postgres);
        using var me = await LoadUser.RegisterAsync(app.Address);
        await app.RestartAsync(() => UserFiller.FillAsync(app, postgres, users, LastName, cancellationToken));
        using var http = new HttpClient { BaseAddress = app.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", me.AccessToken);
        var made = await WaitForWordsAsync(http, cancellationToken);
        foreach (var id in await FindAsync(http, "user", conversations, cancellationToken)) await me.OpenConversationAsync(app.Address, id);

        foreach (var (search, path) in new[] { ("people", "/api/v1/users"), ("conversations", "/api/v1/conversations") })
        {
            var (all, each) = (new Latencies(), Queries.ToDictionary(query => query, _ => new Latencies()));
            for (var round = -WarmUpRounds; round < rounds; round++)
            {
                foreach (var query in Queries)
                {
                    var start = Stopwatch.GetTimestamp();
                    await GetAsync(http, $"{path}?query={Uri.EscapeDataString(query)}", cancellationToken);
                    if (round < 0) continue;
                    all.Add(Stopwatch.GetElapsedTime(start));
                    each[query].Add(Stopwatch.GetElapsedTime(start));
                }
            }

            var slowest = each.MaxBy(entry => entry.Value.At(50));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {Contender.TitleOf(name)} | {search} | {all.At(50):F1} | {all.At(95):F1} | {all.At(99):F1} | {slowest.Key} ({slowest.Value.At(50):F1}) | {made.TotalSeconds:F0} |"));
        }
    }

    private static async Task<TimeSpan> WaitForWordsAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while ((await FindAsync(http, LastName, 1, cancellationToken)).Count == 0)
        {
            if (Stopwatch.GetElapsedTime(start) > Patience) throw new InvalidOperationException("The search words are not there.");
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }

        return Stopwatch.GetElapsedTime(start);
    }

    private static async Task<List<string>> FindAsync(HttpClient http, string query, int most, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        for (string? cursor = null; found.Count < most;)
        {
            var page = await GetAsync(http, $"/api/v1/users?limit=50&query={Uri.EscapeDataString(query)}{(cursor is null ? "" : $"&cursor={cursor}")}", cancellationToken);
            found.AddRange(page.GetProperty("items").EnumerateArray().Select(user => user.GetProperty("id").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();
            if (cursor is null) break;
        }

        return [.. found.Take(most)];
    }

    private static async Task<JsonElement> GetAsync(HttpClient http, string path, CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode ? JsonElement.Parse(text) : throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {text}");
    }
}
