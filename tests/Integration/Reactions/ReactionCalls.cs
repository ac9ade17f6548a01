using System.Text.Json;
using Messaging.Integration.Support;

namespace Messaging.Integration.Reactions;

/// <summary>Calls for reactions.</summary>
internal static class ReactionCalls
{
    public static Task<Answer> ReactAsync(this Person person, JsonElement message, string emoji) => person.Api.PutAsync($"{Person.PathOf(message)}/reactions/{Uri.EscapeDataString(emoji)}");

    public static Task<Answer> TakeBackAsync(this Person person, JsonElement message, string emoji) => person.Api.DeleteAsync($"{Person.PathOf(message)}/reactions/{Uri.EscapeDataString(emoji)}");

    public static Task<Answer> ListReactionsAsync(this Person person, JsonElement message, string query = "") => person.Api.GetAsync($"{Person.PathOf(message)}/reactions?{query}");

    /// <summary>The reactions of a message, each as <c>👍2*</c>, with a star for one's own.</summary>
    public static string[] Reactions(this JsonElement message) =>
    [
        .. message.GetProperty("reactions").EnumerateArray()
            .Select(kind => $"{kind.String("emoji")}{kind.Number("count")}{(kind.Flag("mine") ? "*" : "")}"),
    ];
}
