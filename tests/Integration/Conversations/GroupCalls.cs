using System.Text.Json;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;

namespace Messaging.Integration.Conversations;

/// <summary>Calls for groups.</summary>
internal static class GroupCalls
{
    /// <summary>A group “Team” of three, which the first one owns.</summary>
    public static async Task<(Person Owner, Person Binh, Person Chi, string Group)> TeamAsync(DatabaseKind database = DatabaseKind.Sqlite) =>
        await TeamAsync((await Apps.OnAsync(database)).Address);

    public static async Task<(Person Owner, Person Binh, Person Chi, string Group)> TeamAsync(Uri address)
    {
        var (owner, binh, chi) = (await Person.RegisterAsync(address), await Person.RegisterAsync(address), await Person.RegisterAsync(address));
        return (owner, binh, chi, await owner.OpenGroupAsync("Team", binh, chi));
    }

    public static Task<Answer> TryOpenGroupAsync(this Person owner, string title, params string[] memberIds) =>
        owner.Api.PostAsync("/api/v1/conversations", new { kind = "group", title, memberIds });

    /// <summary>The same with an id of the client.</summary>
    public static Task<Answer> TryOpenGroupWithIdAsync(this Person owner, string id, string title, params string[] memberIds) =>
        owner.Api.PostAsync("/api/v1/conversations", new { kind = "group", title, memberIds, id });

    public static Task<Answer> AddAsync(this Person person, string group, params string[] userIds) =>
        person.Api.PostAsync($"/api/v1/conversations/{group}/members", new { userIds });

    public static Task<Answer> RemoveAsync(this Person person, string group, Person other) =>
        person.Api.DeleteAsync($"/api/v1/conversations/{group}/members/{other.Id}");

    public static Task<Answer> RenameAsync(this Person person, string group, string title) =>
        person.Api.PatchAsync($"/api/v1/conversations/{group}", new { title });

    public static Task<Answer> ChangeRoleAsync(this Person person, string group, Person other, string role) =>
        person.Api.PatchAsync($"/api/v1/conversations/{group}/members/{other.Id}", new { role });

    public static string[] Members(this JsonElement row) =>
        [.. row.GetProperty("members").EnumerateArray().Select(member => member.GetProperty("userId").GetString()!).Order(StringComparer.Ordinal)];

    public static string[] Owners(this JsonElement row) =>
    [
        .. row.GetProperty("members").EnumerateArray().Where(member => member.GetProperty("role").GetString() == "owner")
            .Select(member => member.GetProperty("userId").GetString()!).Order(StringComparer.Ordinal),
    ];

    /// <summary>The change to the group that the newest message reports.</summary>
    public static JsonElement Change(this JsonElement row) => row.GetProperty("lastMessage").GetProperty("change");

    public static string Type(this JsonElement change) => change.GetProperty("type").GetString()!;

    public static string[] Ids(params Person[] people) => [.. people.Select(person => person.Id).Order(StringComparer.Ordinal)];
}
