namespace Messaging.Load.Compare;

/// <summary>A direct conversation: one of its members sends, the other one listens.</summary>
/// <param name="Conversation">Its id.</param>
/// <param name="SenderToken">Signs the sender's requests.</param>
/// <param name="ReceiverToken">Signs those of the receiver.</param>
internal sealed record Pair(string Conversation, string SenderToken, string ReceiverToken);

/// <summary>A server that is measured. All of them take the same request to send a message.</summary>
internal abstract class Contender : IAsyncDisposable
{
    public const string SocketIo = "socketio", SignalR = "signalr", PostgreSql = "postgresql", Sqlite = "sqlite";

    public static readonly string[] Names = [SocketIo, SignalR, PostgreSql, Sqlite];

    public abstract ServerProcess Server { get; }

    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="postgres">The server that has its database; null for SQLite.</param>
    public static async Task<Contender> StartAsync(string name, LoadPostgres? postgres) => name switch
    {
        SocketIo => await PeerContender.StartSocketIoAsync(postgres!),
        SignalR => await PeerContender.StartSignalRAsync(postgres!),
        PostgreSql => new AppContender(await AppContender.StartAppAsync(postgres)),
        _ => new AppContender(await AppContender.StartAppAsync(postgres: null)),
    };

    /// <summary>How the tables call it.</summary>
    public static string TitleOf(string name) => name switch
    {
        SocketIo => "Socket.IO",
        SignalR => "SignalR + EF Core",
        PostgreSql => "Messaging, PostgreSQL",
        _ => "Messaging, SQLite",
    };

    public abstract Task<IReadOnlyList<Pair>> OpenAsync(int pairs, CancellationToken cancellationToken);

    /// <param name="pair">Its receiver listens.</param>
    /// <param name="onMessage">Called with every message, one after the other.</param>
    public abstract Task<IAsyncDisposable> SubscribeAsync(Pair pair, Action<Arrival> onMessage);

    public abstract ValueTask DisposeAsync();
}
