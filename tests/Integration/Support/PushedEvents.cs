using Xunit;

namespace Messaging.Integration.Support;

/// <summary>The events that the app pushed.</summary>
internal static class PushedEvents
{
    /// <summary>The sequences that were announced in a conversation, in the order of arrival, repeats included.</summary>
    public static long[] NewMessages(this FakeChannels fake, string conversation) =>
    [
        .. fake.Accepted
            .Where(item => item.Channel == $"presence-chat-{conversation}" && item.Name == "new-message")
            .Select(item => item.Json.GetProperty("message").Number("sequence")),
    ];

    /// <summary>Waits until every message of the conversation was announced, and asserts that it was once and in order.</summary>
    public static async Task WaitForAllInOrderAsync(this FakeChannels fake, string conversation, int count)
    {
        await Eventually.HoldsAsync($"{count} messages are pushed", () => fake.NewMessages(conversation).Length >= count);
        Assert.Equal(Enumerable.Range(1, count).Select(sequence => (long)sequence), fake.NewMessages(conversation));
    }
}
