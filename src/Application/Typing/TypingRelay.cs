using Messaging.Application.Realtime;
using Messaging.Domain.Common;

namespace Messaging.Application.Typing;

/// <summary>
/// Publishes typing in the background. The states of one user in one conversation go out in order, one call at a time;
/// while a call hangs, only the newest state waits behind it.
/// </summary>
public sealed class TypingRelay(IRealtimePublisher publisher)
{
    /// <summary>The most events that one call takes.</summary>
    private const int BatchSize = 10;

    private readonly Lock _gate = new();

    // A key is here while its events are being sent; its value is what to send next.
    private readonly Dictionary<(ConversationId, UserId), IReadOnlyList<RealtimeEvent>?> _next = [];

    public void Send(ConversationId conversation, UserId user, IReadOnlyList<RealtimeEvent> events)
    {
        var key = (conversation, user);
        lock (_gate)
        {
            var isSending = _next.ContainsKey(key);
            _next[key] = events;
            if (isSending) return;
        }

        _ = SendAllAsync(key);
    }

    private async Task SendAllAsync((ConversationId, UserId) key)
    {
        while (Take(key) is { } events)
        {
            try
            {
                foreach (var batch in events.Chunk(BatchSize)) await publisher.PublishAsync(batch, CancellationToken.None);
            }
            catch (Exception)
            {
                // Publishers answer instead of throwing, except while the app stops. Nobody needs to hear
                // of typing that was lost: it runs out by itself.
            }
        }
    }

    private IReadOnlyList<RealtimeEvent>? Take((ConversationId, UserId) key)
    {
        lock (_gate)
        {
            var events = _next[key];
            if (events is null) _next.Remove(key);
            else _next[key] = null;
            return events;
        }
    }
}
