using System.Globalization;
using System.Text.Json;

namespace Messaging.Integration.Support;

/// <summary>A registered user with a session, and what users do. Every person has a name of their own, so tests can share an app.</summary>
internal sealed class Person
{
    public const string Password = "correct horse battery";

    private Person(Uri address, Answer session)
    {
        Id = session["user"].GetProperty("id").GetString()!;
        UserName = session["user"].GetProperty("userName").GetString()!;
        RefreshToken = session.String("refreshToken");
        AccessToken = session.String("accessToken");
        Api = new ApiClient(address, AccessToken);
    }

    public string Id { get; }

    public string UserName { get; }

    public string AccessToken { get; }

    public string RefreshToken { get; }

    public ApiClient Api { get; }

    /// <summary>A new person in the app that tests share.</summary>
    public static async Task<Person> NewAsync(DatabaseKind database = DatabaseKind.Sqlite, string? displayName = null) =>
        await RegisterAsync((await Apps.OnAsync(database)).Address, displayName: displayName);

    /// <summary>Two people of the shared app and the conversation between them.</summary>
    public static async Task<(Person An, Person Binh, string Conversation)> PairAsync(DatabaseKind database = DatabaseKind.Sqlite) =>
        await PairAsync((await Apps.OnAsync(database)).Address);

    public static async Task<(Person An, Person Binh, string Conversation)> PairAsync(Uri address)
    {
        var an = await RegisterAsync(address);
        var binh = await RegisterAsync(address);
        return (an, binh, await an.OpenAsync(binh));
    }

    public static async Task<Person> RegisterAsync(Uri address, string? userName = null, string? displayName = null)
    {
        var name = userName ?? NewName();
        var session = await new ApiClient(address).PostAsync(
            "/api/v1/auth/register", new { userName = name, password = Password, displayName = displayName ?? name });
        return new Person(address, session.Is(201));
    }

    /// <summary>The same user with another session, as on another device.</summary>
    public static async Task<Person> LogInAsync(Uri address, string userName, string password = Password) =>
        new(address, (await new ApiClient(address).PostAsync("/api/v1/auth/login", new { userName, password })).Is(200));

    public static string NewName() => $"u{Guid.NewGuid():N}"[..20];

    /// <summary>A UUID of version 7, as clients make them for messages.</summary>
    public static string NewId() => Guid.CreateVersion7().ToString();

    /// <summary>Opens the conversation with the other one on both sides, so that both have it in their lists, and returns its id.</summary>
    public async Task<string> OpenAsync(Person other)
    {
        await other.OpenAloneAsync(this);
        return await OpenAloneAsync(other);
    }

    /// <summary>Opens the conversation with the other one, who does not learn of it before there is a message.</summary>
    public async Task<string> OpenAloneAsync(Person other)
    {
        var answer = await Api.PostAsync("/api/v1/conversations", new { kind = "direct", userId = other.Id });
        return answer.Is(answer.Status == 200 ? 200 : 201).String("id");
    }

    public Task<Answer> TrySendAsync(string conversation, string body, string? id = null, string? replyTo = null) =>
        Api.PostAsync($"/api/v1/conversations/{conversation}/messages", new { id = id ?? NewId(), body, replyTo });

    /// <summary>Sends a message, which must be taken, and returns it.</summary>
    public async Task<JsonElement> SendAsync(string conversation, string body, string? id = null) =>
        (await TrySendAsync(conversation, body, id)).Is(201).Json;

    /// <summary>Answers a message of the same conversation, which must be taken, and returns the reply.</summary>
    public async Task<JsonElement> ReplyAsync(JsonElement message, string body) =>
        (await TrySendAsync(message.String("conversationId"), body, replyTo: message.String("id"))).Is(201).Json;

    public async Task SendManyAsync(string conversation, int count)
    {
        for (var i = 1; i <= count; i++) await SendAsync(conversation, i.ToString(CultureInfo.InvariantCulture));
    }

    public Task<Answer> EditAsync(JsonElement message, string body) => Api.PatchAsync(PathOf(message), new { body });

    public Task<Answer> DeleteAsync(JsonElement message) => Api.DeleteAsync(PathOf(message));

    public async Task<JsonElement> ReadMessageAsync(JsonElement message) => (await Api.GetAsync(PathOf(message))).Is(200).Json;

    /// <param name="conversation">Its id.</param>
    /// <param name="query">For example <c>before=7&amp;limit=3</c>.</param>
    public Task<Answer> ListMessagesAsync(string conversation, string query = "") =>
        Api.GetAsync($"/api/v1/conversations/{conversation}/messages?{query}");

    /// <summary>The person's row of the conversation.</summary>
    public async Task<JsonElement> RowAsync(string conversation) => (await Api.GetAsync($"/api/v1/conversations/{conversation}")).Is(200).Json;

    public static string PathOf(JsonElement message) =>
        $"/api/v1/conversations/{message.GetProperty("conversationId").GetString()}/messages/{message.GetProperty("id").GetString()}";
}
