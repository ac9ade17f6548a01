using Messaging.Broker.Protocol;

namespace Messaging.Broker.Core;

/// <summary>Joining and leaving channels.</summary>
internal sealed partial class BrokerHub
{
    private void Subscribe(BrokerConnection connection, ClientMessage message)
    {
        var refusal = Admit(connection, message, out var name, out var user);
        if (refusal is not null)
        {
            Refuse(connection, message.Channel ?? "", refusal);
            return;
        }

        lock (_gate)
        {
            if (connection.IsGone) return;
            if (connection.Channels.ContainsKey(name!.Text))
            {
                connection.Send(Frames.Error(null, $"Existing subscription to channel {name.Text}"));
                return;
            }

            if (!_channels.TryGetValue(name.Text, out var channel))
                channel = new(name, App.HidesMembers(name.Text));
            if (FindFull(connection, channel, user) is { } full)
            {
                Refuse(connection, name.Text, full);
                return;
            }

            if (user is not null && Identify(connection, user.Id) is { } end)
            {
                Refuse(connection, name.Text, new("AuthError", end.Reason, 401));
                connection.Close(end.Code, end.Reason);
                return;
            }

            Join(connection, channel, user);
        }
    }

    private void Refuse(BrokerConnection connection, string channel, SubscriptionRefusal refusal)
    {
        log.Add("refused", channel, connection.SocketId, refusal.Message);
        connection.Send(Frames.SubscriptionError(channel, refusal));
        // Official clients of other languages know this one only.
        connection.Send(Frames.InternalSubscriptionError(channel, refusal));
    }

    /// <summary>All that needs no lock: the name, the signature and the member's data.</summary>
    private SubscriptionRefusal? Admit(BrokerConnection connection, ClientMessage message, out ChannelName? name, out UserData? user)
    {
        user = null;
        name = ChannelName.Parse(message.Channel, _limits);
        if (name is null) return new("ChannelError", "Invalid channel name", 400);
        if (name.UserId is not null)
            return name.UserId == connection.User?.Id ? null : new("AuthError", "Sign in as this user first", 403);
        if (!name.NeedsAuth)
            return _options.PublicChannelsEnabled ? null : new("ChannelError", "Channels without a signature are switched off", 403);
        if (string.IsNullOrEmpty(message.Auth)) return new("AuthError", $"Auth info required to subscribe to {name.Text}", 401);
        var signature = PusherSignature.ForChannel(App.Secret, connection.SocketId, name.Text, message.ChannelData);
        if (!IsSigned(message.Auth, signature)) return new("AuthError", "Invalid signature", 401);
        if (!name.IsPresence) return null;

        // Without channel_data a signed-in user is the member.
        if (message.ChannelData is null)
            return (user = connection.User) is null ? new("AuthError", "channel_data is missing and nobody has signed in", 401) : null;
        user = UserData.ParseMember(message.ChannelData, _options, out var error);
        return user is null ? new("AuthError", error, 400) : null;
    }

    private SubscriptionRefusal? FindFull(BrokerConnection connection, BrokerChannel channel, UserData? user)
    {
        if (connection.Channels.Count >= _options.MaxChannelsPerConnection)
            return new("LimitReached", $"A connection can be in {_options.MaxChannelsPerConnection} channels", 403);
        if (channel.Subscribers.Count == 0 && _channels.Count >= _options.MaxChannels)
            return new("LimitReached", $"There can be {_options.MaxChannels} channels", 403);
        return user is not null && !channel.Members.ContainsKey(user.Id) && channel.Members.Count >= _options.MaxPresenceMembers
            ? new("LimitReached", $"A presence channel can have {_options.MaxPresenceMembers} members", 403)
            : null;
    }

    private void Join(BrokerConnection connection, BrokerChannel channel, UserData? user)
    {
        var name = channel.Name;
        connection.Channels.Add(name.Text, channel);
        if (name.NeedsAuth)
            Authorize(connection);
        if (channel.Subscribers.Count == 0)
        {
            _channels.Add(name.Text, channel);
            if (name.UserId is null && !feed.Return(name.Text))
                feed.Add(new(ChannelEventName.ChannelOccupied, name.Text));
        }

        log.Add("subscribed", name.Text, connection.SocketId, user?.Id);
        if (user is not null)
            JoinAsMember(connection, channel, user);
        else
        {
            channel.Subscribers.Add(connection, null);
            connection.Send(Frames.SubscriptionSucceeded(name.Text));
            CountChanged(channel);
        }

        if (name.IsCache)
            SendCached(connection, channel);
    }

    private void JoinAsMember(BrokerConnection connection, BrokerChannel channel, UserData user)
    {
        var name = channel.Name.Text;
        var isNew = channel.AddMember(connection, user);
        IEnumerable<PresenceMember> shown = channel.HidesMembers ? [channel.Members[user.Id]] : channel.Members.Values;
        connection.Send(Frames.SubscriptionSucceeded(name, [.. shown.Select(member => (member.Id, member.InfoJson))]));
        if (!isNew) return;
        if (!channel.HidesMembers)
            channel.Send(Frames.MemberAdded(name, user.Id, user.InfoJson), connection.SocketId);
        if (!feed.Return(name, user.Id))
            feed.Add(new(ChannelEventName.MemberAdded, name, user.Id));
    }

    private void Unsubscribe(BrokerConnection connection, ClientMessage message)
    {
        lock (_gate)
        {
            if (message.Channel is not null && connection.Channels.TryGetValue(message.Channel, out var channel))
                Leave(connection, channel);
        }
    }

    private void Leave(BrokerConnection connection, BrokerChannel channel)
    {
        var name = channel.Name;
        connection.Channels.Remove(name.Text);
        if (channel.Remove(connection) is { } userId)
        {
            if (!channel.HidesMembers)
                channel.Send(Frames.MemberRemoved(name.Text, userId));
            feed.AddLeave(new(ChannelEventName.MemberRemoved, name.Text, userId));
        }

        log.Add("unsubscribed", name.Text, connection.SocketId);
        CountChanged(channel);
        if (channel.Subscribers.Count > 0) return;
        _channels.Remove(name.Text);
        if (name.UserId is null)
            feed.AddLeave(new(ChannelEventName.ChannelVacated, name.Text));
    }

    /// <summary>A cache channel begins with its last event, or with the news that there is none.</summary>
    private void SendCached(BrokerConnection connection, BrokerChannel channel)
    {
        if (_cache.Find(channel.Name.Text) is { } cached)
        {
            connection.Send(cached.Frame);
            return;
        }

        connection.Send(Frames.CacheMiss(channel.Name.Text));
        // The app's server is asked once to fill the cache, not once for each who waits for it.
        if (channel.CacheMissTold) return;
        channel.CacheMissTold = true;
        feed.Add(new(ChannelEventName.CacheMiss, channel.Name.Text));
    }

    private void CountChanged(BrokerChannel channel)
    {
        if (!_options.SubscriptionCountsEnabled || channel.Name.IsPresence || channel.Name.UserId is not null) return;
        if (channel.Subscribers.Count > _options.SubscriptionCountAtOnceUpTo)
            channel.CountChanged = true;
        else
            TellCount(channel);
    }

    private void TellCount(BrokerChannel channel)
    {
        var count = channel.Subscribers.Count;
        channel.CountChanged = false;
        channel.Send(Frames.SubscriptionCount(channel.Name.Text, count));
        feed.Add(new(ChannelEventName.SubscriptionCount, channel.Name.Text, SubscriptionCount: count));
    }
}
