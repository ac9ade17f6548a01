using System.Net.Http.Json;
using System.Text.RegularExpressions;

namespace Messaging.Load.Compare;

/// <summary>One of the servers in <c>tests/Load/peers</c>, which make their users and conversations themselves.</summary>
internal sealed partial class PeerContender(ServerProcess server, Func<Uri, string, Action<Arrival>, Task<IAsyncDisposable>> subscribe) : Contender
{
    public override ServerProcess Server => server;

    public static async Task<PeerContender> StartSocketIoAsync(LoadPostgres postgres)
    {
        await postgres.CreateDatabaseAsync("socketio");
        var environment = new Dictionary<string, string>
        {
            ["PGHOST"] = postgres.Home,
            ["PGUSER"] = "postgres",
            ["PGDATABASE"] = "socketio",
            ["NODE_ENV"] = "production",
        };
        return new PeerContender(
            await ServerProcess.StartAsync("node", ["server.js"], NodePackages.Folder, environment, Announcement()), SocketIoSubscriber.ConnectAsync);
    }

    public static async Task<PeerContender> StartSignalRAsync(LoadPostgres postgres)
    {
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["ConnectionStrings__Peer"] = await postgres.CreateDatabaseAsync("signalr"),
        };
        // Not in the folder of the program, which has the settings of the app too.
        return new PeerContender(
            await ServerProcess.StartAsync(
                "dotnet", [Path.Combine(AppContext.BaseDirectory, "Messaging.SignalRPeer.dll")], Path.GetTempPath(), environment, Announcement()),
            SignalRSubscriber.ConnectAsync);
    }

    public override async Task<IReadOnlyList<Pair>> OpenAsync(int pairs, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsync(new Uri(server.Address, $"/setup?pairs={pairs}"), content: null, cancellationToken);
        return await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<List<Pair>>(cancellationToken) ?? [];
    }

    public override Task<IAsyncDisposable> SubscribeAsync(Pair pair, Action<Arrival> onMessage) => subscribe(server.Address, pair.ReceiverToken, onMessage);

    public override ValueTask DisposeAsync() => server.DisposeAsync();

    [GeneratedRegex(@"Peer: (?<address>http://\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Announcement();
}
