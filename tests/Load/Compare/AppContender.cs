using System.Collections.Concurrent;

namespace Messaging.Load.Compare;

/// <summary>This app, with its users registered and its conversations opened by its API.</summary>
internal sealed class AppContender(LoadApp app) : Contender
{
    /// <summary>Hashing a password keeps a processor busy.</summary>
    private const int RegisteredAtOnce = 4;

    private readonly ConcurrentDictionary<string, LoadUser> _receivers = new();

    public override ServerProcess Server => app.Server;

    /// <param name="postgres">The server that has its database; null for SQLite.</param>
    public static async Task<AppContender> StartAsync(LoadPostgres? postgres) => new(await LoadApp.StartAsync(
        postgres is null
            ? new Dictionary<string, string> { ["Database__Provider"] = "Sqlite" }
            : new Dictionary<string, string>
            {
                ["Database__Provider"] = "PostgreSql",
                ["Database__ConnectionString"] = await postgres.CreateDatabaseAsync("messaging"),
                ["Database__MigrateOnStart"] = "true",
            }));

    public override async Task<IReadOnlyList<Pair>> OpenAsync(int pairs, CancellationToken cancellationToken)
    {
        var opened = new ConcurrentBag<Pair>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = RegisteredAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, pairs, options, async (_, _) =>
        {
            using var sender = await LoadUser.RegisterAsync(app.Address);
            var receiver = await LoadUser.RegisterAsync(app.Address);
            var conversation = await sender.OpenConversationAsync(receiver);
            _receivers[conversation] = receiver;
            opened.Add(new Pair(conversation, sender.AccessToken, receiver.AccessToken));
        });
        return [.. opened];
    }

    public override async Task<IAsyncDisposable> SubscribeAsync(Pair pair, Action<Arrival> onMessage)
    {
        var subscriber = await LoadSubscriber.ConnectAsync(_receivers[pair.Conversation], (name, data) =>
        {
            if (name == "new-message") onMessage(Arrival.Of(data.GetProperty("message")));
        });
        await subscriber.JoinAsync($"presence-chat-{pair.Conversation}");
        return subscriber;
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var receiver in _receivers.Values) receiver.Dispose();
        await app.DisposeAsync();
    }
}
