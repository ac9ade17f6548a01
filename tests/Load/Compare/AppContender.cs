using System.Collections.Concurrent;

namespace Messaging.Load.Compare;

/// <summary>This app, with its users registered and its conversations opened by its API.</summary>
internal sealed class AppContender(LoadApp app) : Contender
{
    /// <summary>Hashing a password keeps a processor busy.</summary>
    private const int RegisteredAtOnce = 4;

    private readonly Dictionary<string, LoadUser> _receivers = new();

    public override ServerProcess Server => app.Server;

    /// <param name="postgres">The server that has its database; null for SQLite.</param>
    /// <param name="settings">More settings, by their names in the environment.</param>
    public static async Task<LoadApp> StartAppAsync(LoadPostgres? postgres, IReadOnlyDictionary<string, string>? settings = null)
    {
        var all = new Dictionary<string, string>(settings ?? new Dictionary<string, string>()) { ["Database__Provider"] = postgres is null ? "Sqlite" : "PostgreSql" };
        if (postgres is not null)
        {
            all["Database__ConnectionString"] = await postgres.CreateDatabaseAsync("messaging");
            all["Database__MigrateOnStart"] = "true";
        }

        return await LoadApp.StartAsync(all);
    }

    public static async Task<IReadOnlyList<LoadUser>> RegisterAsync(Uri address, int count, CancellationToken cancellationToken)
    {
        var users = new ConcurrentBag<LoadUser>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = RegisteredAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, count, options, async (_, _) => users.Add(await LoadUser.RegisterAsync(address)));
        return [.. users];
    }

    public override async Task<IReadOnlyList<Pair>> OpenAsync(int pairs, CancellationToken cancellationToken)
    {
        var opened = new List<Pair>();
        foreach (var users in (await RegisterAsync(app.Address, 2 * pairs, cancellationToken)).Chunk(2))
        {
            using var sender = users[0];
            var receiver = users[1];
            var conversation = await sender.OpenConversationAsync(receiver);
            _receivers[conversation] = receiver;
            opened.Add(new Pair(conversation, sender.AccessToken, receiver.AccessToken));
        }

        return opened;
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
