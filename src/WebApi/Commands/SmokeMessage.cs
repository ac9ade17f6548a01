using System.Text.Json;
using Messaging.Application.Common;

namespace Messaging.WebApi.Commands;

/// <summary>The part of <c>smoke</c> that sends a message and looks whether it arrives, by poll and by push.</summary>
internal static class SmokeMessage
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(30);

    public static async Task CheckAsync(
        SmokeReport report, SmokeApi api, JsonElement push, (string Name, string Password)[] users, TimeSpan wait, CancellationToken cancellationToken)
    {
        (string Token, string Id) an = ("", ""), binh = ("", "");
        var conversation = "";
        var areIn = await report.CheckAsync("sign-in", users.Length == 0
            ? "where registration is closed, give two users: --user A --password … --user B --password …"
            : "check the names and passwords", async () =>
        {
            an = await EnterAsync(api, users, 0, cancellationToken);
            binh = await EnterAsync(api, users, 1, cancellationToken);
            var opened = await api.AskAsync(HttpMethod.Post, "/api/v1/conversations", cancellationToken, an.Token, new { kind = "direct", userId = binh.Id });
            conversation = opened.GetProperty("id").GetString()!;
            return users.Length == 0 ? "two new users and a conversation" : "two users and a conversation";
        });
        if (!areIn) return;

        using var subscriber = new SmokePush();
        var isPushed = SmokePush.IsOn(push)
            && await report.CheckAsync("push connection", "let the proxy pass on WebSockets, or correct Pusher:Key, Cluster, WsHost, WsPort, WssPort and ForceTls (docs/pusher-setup.md); a 403 means that Broker:AllowedOrigins of the broker has to name the address of the page", async () =>
            {
                using var limit = Limit(ConnectLimit, cancellationToken);
                await subscriber.ConnectAsync(SmokePush.AddressOf(push), api.Address, limit.Token);
                var channel = $"presence-chat-{conversation}";
                using var form = new FormUrlEncodedContent([new("socket_id", subscriber.SocketId), new("channel_name", channel)]);
                var authorization = await api.AskAsync(HttpMethod.Post, "/pusher/auth", limit.Token, binh.Token, form);
                await subscriber.JoinAsync(channel, authorization, limit.Token);
                return "connected, authorised and subscribed";
            });

        var id = Guid.CreateVersion7().ToString();
        var polled = PollAsync(api, binh.Token, conversation, cancellationToken);
        var isSent = await report.CheckAsync("sending", "look into the log of the app", async () =>
        {
            await polled.Asked;
            await api.AskAsync(HttpMethod.Post, $"/api/v1/conversations/{conversation}/messages", cancellationToken, an.Token, new { id, body = "smoke" });
            return "a message is stored";
        });
        await report.CheckAsync("message by polling", "the proxy must not hold answers back and must wait at least 30 s for one (docs/deployment.md)", async () =>
        {
            var messages = (await polled.Answer).GetProperty("conversation").GetProperty("messages").EnumerateArray();
            if (!isSent || !messages.Any(message => message.GetProperty("id").GetString() == id)) throw new SmokeException("/sync came back without it");
            return "/sync came back with it";
        });
        if (isPushed)
        {
            await report.CheckAsync("message by push", "browsers and app use different push services or keys: run check-config on the server, and compare Pusher:Host with Pusher:WsHost", async () =>
            {
                using var limit = Limit(wait, cancellationToken);
                await subscriber.ReceiveAsync("new-message", data => data.TryGetProperty("message", out var message) && message.GetProperty("id").GetString() == id, limit.Token);
                return "new-message came";
            });
        }

        await report.CheckAsync("sign-out", "look into the log of the app", async () =>
        {
            foreach (var token in new[] { an.Token, binh.Token })
                await api.AskAsync(HttpMethod.Post, "/api/v1/auth/logout", cancellationToken, token);
            return "both sessions are ended";
        });
    }

    private static async Task<(string Token, string Id)> EnterAsync(
        SmokeApi api, (string Name, string Password)[] users, int index, CancellationToken cancellationToken)
    {
        var isNew = users.Length == 0;
        var (userName, password) = isNew ? ($"smoke-{Guid.NewGuid():N}"[..24], $"{Guid.NewGuid():N}aA1!") : users[index];
        var session = await api.AskAsync(HttpMethod.Post, isNew ? "/api/v1/auth/register" : "/api/v1/auth/login", cancellationToken, body: new { userName, password });
        return (session.GetProperty("accessToken").GetString()!, session.GetProperty("user").GetProperty("id").GetString()!);
    }

    /// <summary>A long poll that hangs until there is something new, as those of clients do.</summary>
    /// <returns>Asked: the newest state is known, and the poll on its way. Answer: what it came back with.</returns>
    private static (Task Asked, Task<JsonElement> Answer) PollAsync(SmokeApi api, string token, string conversation, CancellationToken cancellationToken)
    {
        var asked = api.AskAsync(HttpMethod.Get, $"/api/v1/sync?conversationId={conversation}", cancellationToken, token);
        return (asked, PollOnAsync());

        async Task<JsonElement> PollOnAsync()
        {
            var known = await asked;
            var cursor = Uri.EscapeDataString(known.GetProperty("cursor").GetString()!);
            var conversationCursor = Uri.EscapeDataString(known.GetProperty("conversation").GetProperty("cursor").GetString()!);
            return await api.AskAsync(
                HttpMethod.Get, $"/api/v1/sync?cursor={cursor}&conversationId={conversation}&conversationCursor={conversationCursor}&wait={Timings.PollWaitSeconds}", cancellationToken, token);
        }
    }

    private static CancellationTokenSource Limit(TimeSpan wait, CancellationToken cancellationToken)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(wait);
        return limit;
    }
}
