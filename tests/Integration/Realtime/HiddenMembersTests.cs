using Messaging.Application.Realtime;
using Messaging.Integration.Broker;
using Messaging.Integration.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Realtime;

/// <summary>Being in a chat channel means to look at the chat, which is for the server to know and for nobody else.</summary>
public sealed class HiddenMembersTests
{
    [Fact]
    public async Task Members_of_a_chat_channel_see_only_themselves_and_the_server_sees_all()
    {
        await using var app = await TestApp.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        var channel = $"presence-chat-{conversation}";
        await using var first = await AppSocket.ConnectAsync(app.Address);
        await using var second = await AppSocket.ConnectAsync(app.Address);

        Assert.Equal([an.Id], IdsOf(await first.JoinAsync(an, channel)));
        Assert.Equal([binh.Id], IdsOf(await second.JoinAsync(binh, channel)));
        await first.AssertNothingAsync();
        Assert.Equal(
            new[] { an.Id, binh.Id }.Order(),
            (await app.Services.GetRequiredService<IRealtimePublisher>().GetPresenceMembersAsync(channel, TestContext.Current.CancellationToken))!.Order());

        await second.UnsubscribeAsync(channel);
        await second.AssertNothingAsync();
        await first.AssertNothingAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Clients_cannot_send_events_of_their_own_to_a_chat(bool isSwitchedOn)
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["Broker:ClientEventsEnabled"] = $"{isSwitchedOn}" });
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        var channel = $"presence-chat-{conversation}";
        await using var sender = await AppSocket.ConnectAsync(app.Address);
        await using var other = await AppSocket.ConnectAsync(app.Address);
        await sender.JoinAsync(an, channel);
        await other.JoinAsync(binh, channel);

        await sender.SendAsync(new { @event = "client-typing", channel, data = "boo" });

        await sender.ReceiveAsync("pusher:error");
        await other.AssertNothingAsync();
    }

    [Theory]
    [InlineData("nothing", false)]
    [InlineData("an hides", true)]
    [InlineData("binh hides", true)]
    [InlineData("block", true)]
    public async Task Where_the_push_service_shows_members_what_is_signed_hides_them(string what, bool isHidden)
    {
        await using var fake = await FakeChannels.StartNewAsync();
        await using var app = await TestApp.StartAsync(settings: fake.Settings);
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        if (what == "block")
            (await an.Api.PutAsync($"/api/v1/me/blocks/{binh.Id}")).Is(204);
        else if (what != "nothing")
            (await (what == "an hides" ? an : binh).Api.PatchAsync("/api/v1/me/settings", new { presence = false })).Is(200);

        foreach (var person in new[] { an, binh })
        {
            var answer = (await person.Api.PostFormAsync("/pusher/auth", ("socket_id", "1.2"), ("channel_name", $"presence-chat-{conversation}"))).Is(200);
            var id = isHidden ? "hidden" : person.Id;
            Assert.Equal($$"""{"user_id":"{{id}}"}""", answer.String("channel_data"));
        }
    }

    private static string[] IdsOf(System.Text.Json.JsonElement succeeded) =>
        [.. BrokerClient.DataOf(succeeded).GetProperty("presence").GetProperty("ids").EnumerateArray().Select(id => id.GetString()!)];
}
