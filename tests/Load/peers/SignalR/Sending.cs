using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Messaging.SignalRPeer;

/// <summary>Stores a message with its outbox row in one transaction, and hands what is committed to the relay.</summary>
internal sealed class Sending(IDbContextFactory<PeerContext> contexts, Relay relay, TimeProvider clock)
{
    /// <summary>One send at a time in a conversation, so that events leave in the order of the commits.</summary>
    private readonly ConcurrentDictionary<Guid, SemaphoreSlim> _gates = new();

    /// <returns>The message; null when the sender may not write there.</returns>
    public async Task<Message?> SendAsync(Guid conversationId, Guid senderId, Guid id, string body)
    {
        // Before the gate: an address that anybody can invent must not stay in memory.
        if (!_gates.TryGetValue(conversationId, out var gate))
        {
            await using var db = await contexts.CreateDbContextAsync();
            if (!await db.Conversations.AnyAsync(conversation => conversation.Id == conversationId)) return null;
            gate = _gates.GetOrAdd(conversationId, _ => new SemaphoreSlim(1));
        }

        await gate.WaitAsync();
        try
        {
            var (message, row) = await StoreAsync(conversationId, senderId, id, body);
            if (row is not null) relay.Deliver(row.Id, message!);
            return message;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<(Message? Message, OutboxRow? Row)> StoreAsync(Guid conversationId, Guid senderId, Guid id, string body)
    {
        await using var db = await contexts.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var conversation = await LockAsync(db, conversationId);
        if (conversation?.Members.Exists(member => member.UserId == senderId) != true) return (null, null);
        if (await KnownAsync(db, conversationId, senderId, id) is { } known) return (known, null);

        var message = new Message
        {
            Id = id, ConversationId = conversationId, Sequence = ++conversation.Sequence, SenderId = senderId, Body = body, CreatedAt = clock.GetUtcNow(),
        };
        conversation.LastMessageAt = message.CreatedAt;
        foreach (var member in conversation.Members) member.Unread = member.UserId == senderId ? 0 : member.Unread + 1;
        var row = new OutboxRow { Payload = JsonSerializer.Serialize(message, JsonSerializerOptions.Web), CreatedAt = message.CreatedAt };
        db.AddRange(message, row);
        try
        {
            await db.SaveChangesAsync();
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // The id belongs to another conversation.
            return (null, null);
        }

        await transaction.CommitAsync();
        return (message, row);
    }

    private static async Task<Conversation?> LockAsync(PeerContext db, Guid id) => await db.Conversations
        .FromSql($"""SELECT * FROM conversations WHERE "Id" = {id} FOR UPDATE""")
        .Include(conversation => conversation.Members)
        .SingleOrDefaultAsync();

    private static Task<Message?> KnownAsync(PeerContext db, Guid conversationId, Guid senderId, Guid id) => db.Messages.AsNoTracking()
        .SingleOrDefaultAsync(message => message.Id == id && message.ConversationId == conversationId && message.SenderId == senderId);
}
