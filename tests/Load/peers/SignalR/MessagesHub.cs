using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace Messaging.SignalRPeer;

[Authorize]
internal sealed class MessagesHub(Memberships memberships) : Hub
{
    public static string GroupOf(Guid conversation) => conversation.ToString("N");

    public override async Task OnConnectedAsync()
    {
        var user = Guid.Parse(Context.User!.FindFirstValue("sub")!);
        if (memberships.TryGetValue(user, out var conversation))
            await Groups.AddToGroupAsync(Context.ConnectionId, GroupOf(conversation), Context.ConnectionAborted);
        await Clients.Caller.SendAsync("ready", Context.ConnectionAborted);
    }
}

/// <summary>The conversation of each user.</summary>
internal sealed class Memberships : ConcurrentDictionary<Guid, Guid>;
