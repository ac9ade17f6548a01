using System.Text.Json;
using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Sync;

/// <summary>How tests poll.</summary>
internal static class SyncCalls
{
    /// <param name="person">Who polls.</param>
    /// <param name="query">For example <c>cursor=…&amp;wait=25</c>.</param>
    /// <param name="tag">The entity tag of the last answer.</param>
    public static Task<Answer> SyncAsync(this Person person, string query = "", string? tag = null) =>
        person.Api.SendAsync(HttpMethod.Get, $"/api/v1/sync?{query}", content: null, tag is null ? [] : [("If-None-Match", tag)]);

    /// <summary>A cursor from which nothing has changed yet.</summary>
    public static async Task<string> CursorAsync(this Person person) => (await person.SyncAsync()).Is(200).String("cursor");

    /// <summary>The same with a conversation open, as the query of the next poll.</summary>
    public static async Task<string> PositionAsync(this Person person, string conversation)
    {
        var answer = (await person.SyncAsync($"conversationId={conversation}")).Is(200);
        return Position(answer);
    }

    /// <summary>The answer of a poll that was woken: far sooner than the 25 s that it may wait.</summary>
    public static Task<Answer> SoonAsync(this Task<Answer> poll) => poll.WaitAsync(TimeSpan.FromSeconds(8), TestContext.Current.CancellationToken);

    public static string Position(Answer answer)
    {
        var conversation = answer["conversation"];
        return $"cursor={answer.String("cursor")}&conversationId={conversation.GetProperty("id").GetString()}"
            + $"&conversationCursor={conversation.GetProperty("cursor").GetString()}";
    }

    public static JsonElement[] Rows(this Answer answer) => [.. answer["conversations"].EnumerateArray()];

    public static JsonElement[] Messages(this Answer answer) => [.. answer["conversation"].GetProperty("messages").EnumerateArray()];

    public static JsonElement[] Typing(this Answer answer) => [.. answer["conversation"].GetProperty("typing").EnumerateArray()];

    public static JsonElement[] ReadCursors(this Answer answer) => [.. answer["conversation"].GetProperty("members").EnumerateArray()];

    public static string Id(this JsonElement item) => item.GetProperty("id").GetString()!;

    public static string[] Bodies(this IEnumerable<JsonElement> messages) => [.. messages.Select(message => message.GetProperty("body").GetString()!)];

    /// <summary>Starts a group that the first one owns, and returns its id.</summary>
    public static async Task<string> OpenGroupAsync(this Person owner, string title, params Person[] others) =>
        (await owner.Api.PostAsync("/api/v1/conversations", new { kind = "group", title, memberIds = others.Select(other => other.Id) })).Is(201).String("id");

    /// <summary>Switches one kind of sharing off: <c>readReceipts</c>, <c>typing</c> or <c>presence</c>.</summary>
    public static async Task HideAsync(this Person person, string setting) =>
        (await person.Api.PatchAsync("/api/v1/me/settings", $$"""{"{{setting}}":false}""")).Is(200);

    public static Task<Answer> MarkReadAsync(this Person person, string conversation, long sequence) =>
        person.Api.PutAsync($"/api/v1/conversations/{conversation}/read", new { sequence });

    public static Task<Answer> SetTypingAsync(this Person person, string conversation, string state, string? socketId = null) => person.Api.SendAsync(
        HttpMethod.Post, $"/api/v1/conversations/{conversation}/typing", new StringContent($$"""{"state":"{{state}}"}""", null, "application/json"),
        socketId is null ? [] : [("X-Socket-Id", socketId)]);
}
