using Messaging.Broker.Protocol;

namespace Messaging.Broker.Core;

/// <summary>Signing in, and who watches whom.</summary>
internal sealed partial class BrokerHub
{
    private readonly Dictionary<string, HashSet<BrokerConnection>> _users = [];
    private readonly Dictionary<string, HashSet<BrokerConnection>> _watchers = [];

    private void SignIn(BrokerConnection connection, ClientMessage message)
    {
        var error = "";
        UserData? user = null;
        if (message.UserData is null || !IsSigned(message.Auth, PusherSignature.ForUser(App.Secret, connection.SocketId, message.UserData)))
            error = "Invalid signature in sign-in";
        else
            user = UserData.ParseSignIn(message.UserData, _options, out error);
        if (user is null)
        {
            connection.Send(Frames.Error((int)CloseCode.Unauthorized, error));
            return;
        }

        lock (_gate)
        {
            if (connection.IsGone) return;
            if (connection.User is not null && connection.User.Id != user.Id)
            {
                connection.Send(Frames.Error((int)CloseCode.Unauthorized, "The connection is signed in as another user"));
                return;
            }

            if (Identify(connection, user.Id) is { } end)
            {
                connection.Send(Frames.Error((int)CloseCode.Unauthorized, end.Reason));
                connection.Close(end.Code, end.Reason);
                return;
            }

            connection.Send(Frames.SigninSuccess(message.UserData!));
            SignIn(connection, user);
        }
    }

    private void SignIn(BrokerConnection connection, UserData user)
    {
        // Signing in again replaces the data and the watchlist; nobody sees the user go.
        Unwatch(connection);
        if (user.Watchlist.Count > _options.MaxWatchlistLength)
        {
            user = user with { Watchlist = [.. user.Watchlist.Take(_options.MaxWatchlistLength)] };
            connection.Send(Frames.Error(ErrorCode.WatchlistTooLong, $"Watchlist limit exceeded: the first {_options.MaxWatchlistLength} user ids are used"));
        }

        connection.User = user;
        Authorize(connection);
        log.Add("signed in", null, connection.SocketId, user.Id);
        if (!_users.TryGetValue(user.Id, out var connections))
        {
            _users.Add(user.Id, connections = []);
            TellWatchers(user.Id, isOnline: true);
        }

        connections.Add(connection);
        Watch(connection, user.Watchlist);
    }

    private void SignOut(BrokerConnection connection)
    {
        Unwatch(connection);
        if (connection.User is not { } user || !_users.TryGetValue(user.Id, out var connections)) return;
        connections.Remove(connection);
        if (connections.Count > 0) return;
        _users.Remove(user.Id);
        TellWatchers(user.Id, isOnline: false);
    }

    private void Watch(BrokerConnection connection, IReadOnlyList<string> userIds)
    {
        if (userIds.Count == 0) return;
        foreach (var id in userIds)
        {
            if (!_watchers.TryGetValue(id, out var watchers))
                _watchers.Add(id, watchers = []);
            watchers.Add(connection);
        }

        connection.Send(Frames.WatchlistEvents(
            [.. userIds.Where(_users.ContainsKey)],
            [.. userIds.Where(id => !_users.ContainsKey(id))]));
    }

    private void Unwatch(BrokerConnection connection)
    {
        foreach (var id in connection.User?.Watchlist ?? [])
        {
            if (_watchers.TryGetValue(id, out var watchers) && watchers.Remove(connection) && watchers.Count == 0)
                _watchers.Remove(id);
        }
    }

    private void TellWatchers(string userId, bool isOnline)
    {
        if (!_watchers.TryGetValue(userId, out var watchers)) return;
        var frame = isOnline ? Frames.WatchlistEvents([userId], []) : Frames.WatchlistEvents([], [userId]);
        foreach (var connection in watchers)
            connection.Send(frame);
    }
}
