using System.Text.Json;
using System.Text.Json.Nodes;
using Messaging.Application.Common;
using Messaging.Application.Realtime;
using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Sync;

/// <summary>
/// A client as the design describes it, without anything around it. By sync it takes what changed; by
/// push it applies an event when its revision is the next one, asks sync on a gap, and drops lower ones.
/// </summary>
internal sealed class ModelClient(Person person)
{
    private readonly Dictionary<string, JsonElement> _rows = [];
    private readonly Dictionary<string, ModelChat> _chats = [];
    private string? _cursor;
    private long _revision;

    public Person Person => person;

    /// <summary>The conversation that is open, whose channel the client is in.</summary>
    public string? OpenChat { get; private set; }

    public int GapSyncs { get; private set; }

    /// <summary>Opens another conversation, as a person does, and catches up with it.</summary>
    public async Task OpenAsync(string? conversation, int limit)
    {
        OpenChat = conversation;
        await SyncAsync(limit);
    }

    public async Task SyncAsync(int limit)
    {
        for (var isMore = true; isMore;)
        {
            var chat = OpenChat is null ? null : _chats.GetValueOrDefault(OpenChat) ?? new ModelChat();
            // The first answer is the newest page; older pages are the list's business, so it is big here.
            var query = _cursor is null || chat is { Cursor: null } ? "limit=100" : $"limit={limit}";
            if (_cursor is not null) query += $"&cursor={_cursor}";
            if (chat is not null) query += $"&conversationId={OpenChat}";
            if (chat?.Cursor is not null) query += $"&conversationCursor={chat.Cursor}";
            var answer = await person.SyncAsync(query);
            if (answer.Status == 404)
            {
                // No longer a member of the open conversation: it closes.
                _chats.Remove(OpenChat!);
                OpenChat = null;
                continue;
            }

            answer.Is(200);
            foreach (var row in answer.Rows()) Take(row);
            _cursor = answer.String("cursor");
            isMore = answer["hasMore"].GetBoolean();
            if (chat is null || OpenChat is null) continue;

            chat.Take(answer);
            _chats[OpenChat] = chat;
            isMore |= answer["conversation"].GetProperty("hasMore").GetBoolean();
        }
    }

    /// <summary>An event from one of the client's two channels.</summary>
    public async Task ReceiveAsync(RealtimeEvent pushed)
    {
        var data = JsonSerializer.Deserialize<JsonElement>(pushed.Data);
        if (pushed.Name == "conversation-updated")
        {
            var revision = data.GetProperty("revision").GetInt64();
            if (revision <= _revision) return;
            if (revision == _revision + 1 && data.TryGetProperty("conversation", out var row)) Take(row);
            else await CloseGapAsync();
            _revision = Math.Max(_revision, revision);
        }
        else if (pushed.Name is "new-message" or "message-updated" or "message-deleted" or "message-read")
        {
            var conversation = (data.TryGetProperty("message", out var message) ? message : data).GetProperty("conversationId").GetString()!;
            if (conversation != OpenChat || !_chats.TryGetValue(conversation, out var chat)) return;
            var revision = data.GetProperty("revision").GetInt64();
            if (revision <= chat.Revision) return;
            // Reactions that were gathered have one revision each, up to that of the event.
            var first = data.TryGetProperty("reacted", out var reacted) ? revision - reacted.GetArrayLength() + 1 : revision;
            if (first > chat.Revision + 1 || !chat.Apply(data, person.Id)) await CloseGapAsync();
            chat.Revision = Math.Max(chat.Revision, revision);
        }
    }

    /// <summary>Its connection was ended: it connects again, and so it syncs.</summary>
    public Task ReconnectAsync() => SyncAsync(limit: 3);

    /// <summary>Compares what the client shows with what the server would tell somebody who begins.</summary>
    public async Task AssertEqualsServerAsync(bool withReadCursors, bool onlyOpenChat)
    {
        var fresh = (await person.SyncAsync("limit=100")).Is(200).Rows();
        Assert.Equal(Sorted(fresh), Sorted(_rows.Values));
        var listed = (await person.Api.GetAsync("/api/v1/conversations?limit=100")).Is(200).Items;
        Assert.Equal(Sorted(listed), Sorted(_rows.Values.Where(row => !row.GetProperty("archived").GetBoolean())));

        foreach (var (id, chat) in _chats.Where(chat => !onlyOpenChat || chat.Key == OpenChat))
        {
            if (!_rows.TryGetValue(id, out var row)) Assert.Fail($"The client still has conversation {id}, but no row of it.");
            var page = (await person.ListMessagesAsync(id, "limit=100")).Is(200).Items;
            Assert.Equal(page.Select(message => message.GetRawText()), chat.Messages.Values.Select(message => message.GetRawText()));
            if (!withReadCursors) continue;

            var cursors = (await person.SyncAsync($"conversationId={id}&limit=1")).Is(200).ReadCursors()
                .ToDictionary(cursor => cursor.GetProperty("userId").GetString()!, cursor => cursor.GetProperty("lastReadSequence").GetInt64());
            // One's own is in the row. Who never shared one stands at 0, said or not.
            foreach (var member in row.GetProperty("members").EnumerateArray().Select(member => member.GetProperty("userId").GetString()!).Where(member => member != person.Id))
                Assert.Equal($"{member} read {cursors.GetValueOrDefault(member)}", $"{member} read {chat.ReadCursors.GetValueOrDefault(member)}");
        }
    }

    private async Task CloseGapAsync()
    {
        GapSyncs++;
        await SyncAsync(limit: 3);
    }

    private void Take(JsonElement row)
    {
        var (id, revision) = (row.Id(), row.GetProperty("revision").GetInt64());
        _revision = Math.Max(_revision, revision);
        if (_rows.TryGetValue(id, out var known) && known.GetProperty("revision").GetInt64() > revision) return;

        if (!row.GetProperty("left").GetBoolean())
        {
            _rows[id] = row;
            return;
        }

        _rows.Remove(id);
        _chats.Remove(id);
        if (OpenChat == id) OpenChat = null;
    }

    private static IEnumerable<string> Sorted(IEnumerable<JsonElement> rows) => rows.OrderBy(row => row.Id(), StringComparer.Ordinal).Select(row => row.GetRawText());
}

/// <summary>One conversation in a <see cref="ModelClient"/>.</summary>
internal sealed class ModelChat
{
    public string? Cursor { get; private set; }

    public long Revision { get; set; }

    public SortedDictionary<long, JsonElement> Messages { get; } = [];

    public Dictionary<string, long> ReadCursors { get; } = [];

    public void Take(Answer answer)
    {
        foreach (var message in answer.Messages()) Take(message);
        foreach (var cursor in answer.ReadCursors()) TakeCursor(cursor);
        Cursor = answer["conversation"].GetProperty("cursor").GetString();
    }

    /// <returns>False when the event does not carry what changed.</returns>
    public bool Apply(JsonElement data, string me)
    {
        if (data.TryGetProperty("message", out var message)) Take(Personal(message, me));
        else if (data.TryGetProperty("lastReadSequence", out _)) TakeCursor(data);
        else return data.TryGetProperty("hidden", out _);
        return true;
    }

    // Three people: all who reacted are among the first five.
    private static JsonElement Personal(JsonElement message, string me)
    {
        var personal = JsonNode.Parse(message.GetRawText())!;
        foreach (var kind in personal["reactions"]!.AsArray()) kind!["mine"] = kind["userIds"]!.AsArray().Any(id => id!.GetValue<string>() == me);
        return JsonSerializer.Deserialize<JsonElement>(personal.ToJsonString(MessagingJson.Options));
    }

    private void Take(JsonElement message)
    {
        var (sequence, revision) = (message.GetProperty("sequence").GetInt64(), message.GetProperty("revision").GetInt64());
        Revision = Math.Max(Revision, revision);
        if (!Messages.TryGetValue(sequence, out var known) || known.GetProperty("revision").GetInt64() <= revision) Messages[sequence] = message;
        // A reply does not change with the message that it answers: the client takes that over.
        foreach (var (at, reply) in Messages.ToArray()) Messages[at] = WithPresentQuote(reply, message);
        if (message.GetProperty("quote") is { ValueKind: JsonValueKind.Object } quote && Messages.TryGetValue(quote.GetProperty("sequence").GetInt64(), out var answered))
            Messages[sequence] = WithPresentQuote(Messages[sequence], answered);
    }

    private static JsonElement WithPresentQuote(JsonElement reply, JsonElement answered)
    {
        if (reply.GetProperty("quote") is not { ValueKind: JsonValueKind.Object } quote || quote.Id() != answered.Id()) return reply;
        if (quote.GetProperty("revision").GetInt64() >= answered.GetProperty("revision").GetInt64()) return reply;

        var changed = JsonNode.Parse(reply.GetRawText())!;
        changed["quote"]!["revision"] = answered.GetProperty("revision").GetInt64();
        changed["quote"]!["excerpt"] = answered.String("body");
        changed["quote"]!["deleted"] = !answered.IsNull("deletedAt");
        return JsonSerializer.SerializeToElement(changed);
    }

    private void TakeCursor(JsonElement cursor)
    {
        var (reader, sequence) = (cursor.GetProperty("userId").GetString()!, cursor.GetProperty("lastReadSequence").GetInt64());
        ReadCursors[reader] = Math.Max(ReadCursors.GetValueOrDefault(reader), sequence);
    }
}
