using Messaging.Broker.Protocol;

namespace Messaging.Broker.Core;

/// <summary>A channel with at least one subscriber. Belongs to the hub and its lock.</summary>
internal sealed class BrokerChannel(ChannelName name, bool hidesMembers)
{
    public ChannelName Name { get; } = name;

    /// <summary>Presence channels: whether subscribers see only themselves as members.</summary>
    public bool HidesMembers { get; } = hidesMembers;

    /// <summary>The connections in it; on presence channels with the user that each came as.</summary>
    public Dictionary<BrokerConnection, PresenceMember?> Subscribers { get; } = [];

    /// <summary>Presence channels: distinct users by id.</summary>
    public Dictionary<string, PresenceMember> Members { get; } = [];

    /// <summary>The app's server has been asked to fill the cache.</summary>
    public bool CacheMissTold { get; set; }

    /// <summary>The number of subscribers changed and they have not been told.</summary>
    public bool CountChanged { get; set; }

    public void Send(byte[] frame, string? exceptSocketId = null)
    {
        foreach (var connection in Subscribers.Keys)
        {
            if (connection.SocketId != exceptSocketId)
                connection.Send(frame);
        }
    }

    /// <summary>Adds a connection of a user.</summary>
    /// <returns>Whether the user was not there before.</returns>
    public bool AddMember(BrokerConnection connection, UserData user)
    {
        var isNew = !Members.TryGetValue(user.Id, out var member);
        if (isNew)
            Members.Add(user.Id, member = new(user.Id));
        member!.InfoJson = user.InfoJson;
        member.Connections++;
        Subscribers.Add(connection, member);
        return isNew;
    }

    /// <summary>Takes a connection out.</summary>
    /// <returns>The user who left with it, or null when nobody did or others of theirs remain.</returns>
    public string? Remove(BrokerConnection connection)
    {
        if (!Subscribers.Remove(connection, out var member) || member is null || --member.Connections > 0) return null;
        Members.Remove(member.Id);
        return member.Id;
    }
}

/// <summary>A user in a presence channel, on one or more connections.</summary>
internal sealed class PresenceMember(string id)
{
    public string Id { get; } = id;

    /// <summary>As the newest of the user's connections brought it.</summary>
    public string? InfoJson { get; set; }

    public int Connections { get; set; }
}
