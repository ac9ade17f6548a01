using System.Text;
using System.Text.Json;
using Messaging.Application.Messages;
using Messaging.Application.Realtime;
using Messaging.Domain.Messages;
using Messaging.Domain.Messages.Events;
using Messaging.Unit.Support;
using Xunit;

namespace Messaging.Unit.Application;

/// <summary>An event has 10,240 bytes at most. What does not fit is announced in short, and the client fetches it.</summary>
public sealed class RealtimePayloadTests
{
    private const string Vietnamese = "Chào buổi sáng, hôm nay trời đẹp quá nhỉ. ";

    [Fact]
    public async Task The_longest_message_in_English_fits() => Assert.False(await IsThinAsync(new string('a', MessageBody.MaxTextElements)));

    [Fact]
    public async Task The_longest_message_in_Vietnamese_fits() => Assert.False(await IsThinAsync(Repeat(Vietnamese, MessageBody.MaxTextElements)));

    [Fact]
    public async Task The_longest_message_of_letters_with_two_marks_does_not_fit() => Assert.True(await IsThinAsync(new string('ế', MessageBody.MaxTextElements)));

    [Fact]
    public async Task Emoji_cost_twelve_bytes_because_JSON_escapes_them_in_pairs()
    {
        Assert.False(await IsThinAsync(Repeat("👍", 700 * 2)));
        Assert.True(await IsThinAsync(Repeat("👍", 800 * 2)));
    }

    [Fact]
    public async Task The_short_form_names_what_to_fetch()
    {
        var people = new People();
        var message = people.Send(people.An, new string('ế', MessageBody.MaxTextElements));
        var pushed = await PushAsync(people);

        using var payload = JsonDocument.Parse(pushed.Data);
        Assert.Equal(
            $$"""{"conversationId":"{{people.Conversation.Id}}","messageId":"{{message.Id}}","sequence":1,"revision":1,"truncated":true}""", payload.RootElement.GetRawText());
        Assert.Equal((Channels.Chat(people.Conversation.Id), "new-message"), (pushed.Channel, pushed.Name));
    }

    [Theory]
    [InlineData(9_500, false)]
    [InlineData(9_501, true)]
    public void The_limit_counts_bytes_of_UTF8(int bytes, bool isThin)
    {
        // The quotes are two bytes, and each ế is three.
        var text = new string('ế', 100) + new string('a', bytes - 302);
        var pushed = RealtimePayload.Write("channel", "name", text, () => "thin");

        Assert.Equal(isThin, pushed.Data == "\"thin\"");
        Assert.Equal(isThin ? null : "\"thin\"", pushed.Thin?.Invoke());
        if (!isThin) Assert.Equal(RealtimePayload.MaxBytes, Encoding.UTF8.GetByteCount(pushed.Data));
    }

    private static async Task<bool> IsThinAsync(string body)
    {
        var people = new People();
        people.Send(people.An, body);
        var pushed = await PushAsync(people);
        Assert.InRange(Encoding.UTF8.GetByteCount(pushed.Data), 1, RealtimePayload.MaxBytes);
        return pushed.Data.Contains("\"truncated\":true", StringComparison.Ordinal);
    }

    private static async Task<RealtimeEvent> PushAsync(People people) =>
        Assert.Single(await new PublishMessageChanges().ConsumeAsync(people.Conversation.TakeEvents().OfType<MessageSent>().Single(), TestContext.Current.CancellationToken));

    private static string Repeat(string text, int length) => string.Concat(Enumerable.Repeat(text, (length / text.Length) + 1))[..length];
}
