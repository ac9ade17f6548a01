using Messaging.Application.Realtime;
using Messaging.Integration.Conversations;
using Messaging.Integration.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Realtime;

/// <summary>A right that ends, ends on the wire: also for a client that never signed in.</summary>
public sealed class EndedRightsTests
{
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_is_removed_or_leaves_gets_no_further_message_and_is_no_member(bool isRemoved)
    {
        await using var app = await TestApp.StartAsync();
        var (an, binh, chi, group) = await GroupCalls.TeamAsync(app.Address);
        await using var client = await AppSocket.ConnectAsync(app.Address);
        await client.JoinAsync(binh, Channel(group));
        Assert.Equal([binh.Id], await MembersAsync(app, group));

        (await (isRemoved ? an : binh).RemoveAsync(group, binh)).Is(204);
        await Eventually.HoldsAsync("he is no member of the channel", async () => (await MembersAsync(app, group)).Count == 0, Promise);
        await chi.SendAsync(group, "he is gone");

        var (events, code) = await client.ReadToEndAsync();
        Assert.True(events.Count(name => name == "new-message") <= 1, "only the change of the group itself may have come before the end");
        Assert.Equal(4009, code);
    }

    [Fact]
    public async Task Signature_from_before_the_end_is_refused_afterwards()
    {
        await using var app = await TestApp.StartAsync();
        var (an, binh, _, group) = await GroupCalls.TeamAsync(app.Address);
        await using var idle = await AppSocket.ConnectAsync(app.Address);
        await using var joined = await AppSocket.ConnectAsync(app.Address);
        await joined.JoinAsync(binh, Channel(group));
        var signed = await idle.SignAsync(binh, Channel(group));

        (await an.RemoveAsync(group, binh)).Is(204);
        await joined.ReceiveCloseAsync();
        await idle.SubscribeAsync(Channel(group), signed);

        var (events, code) = await idle.ReadToEndAsync();
        Assert.Equal(["pusher:subscription_error", "pusher_internal:subscription_error"], events);
        Assert.Equal(4200, code);
        Assert.Empty(await MembersAsync(app, group));
    }

    [Fact]
    public async Task Sign_in_from_before_the_end_does_not_open_the_channel_either()
    {
        await using var app = await TestApp.StartAsync();
        var an = await Person.RegisterAsync(app.Address);
        await using var client = await AppSocket.ConnectAsync(app.Address);
        var signed = (await an.Api.PostFormAsync("/pusher/user-auth", ("socket_id", client.SocketId))).Is(200);

        await TerminateAsync(app, an);
        await client.SendAsync(new { @event = "pusher:signin", data = new { auth = signed.String("auth"), user_data = signed.String("user_data") } });

        var (events, code) = await client.ReadToEndAsync();
        Assert.Equal(["pusher:error"], events);
        Assert.Equal(4200, code);
    }

    [Fact]
    public async Task Whoever_is_taken_back_joins_again_on_a_new_connection()
    {
        await using var app = await TestApp.StartAsync();
        var (an, binh, _, group) = await GroupCalls.TeamAsync(app.Address);
        await using var before = await AppSocket.ConnectAsync(app.Address);
        await before.JoinAsync(binh, Channel(group));
        (await an.RemoveAsync(group, binh)).Is(204);
        await before.ReceiveCloseAsync();

        (await an.AddAsync(group, binh.Id)).Is(200);
        await using var after = await AppSocket.ConnectAsync(app.Address);
        await after.JoinAsync(binh, Channel(group));
        await an.SendAsync(group, "welcome back");

        await after.ReceiveAsync("new-message");
    }

    [Fact]
    public async Task Terminating_a_user_ends_every_connection_of_theirs_and_nobody_elses()
    {
        await using var app = await TestApp.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var signedIn = await AppSocket.ConnectAsync(app.Address);
        await using var online = await AppSocket.ConnectAsync(app.Address);
        await using var looking = await AppSocket.ConnectAsync(app.Address);
        await using var looked = await AppSocket.ConnectAsync(app.Address);
        await using var other = await AppSocket.ConnectAsync(app.Address);
        await signedIn.SignInAsync(an);
        await online.JoinAsync(an, $"presence-user-{an.Id}");
        await looking.JoinAsync(an, Channel(conversation));
        await looked.JoinAsync(an, Channel(conversation));
        await looked.UnsubscribeAsync(Channel(conversation));
        await other.JoinAsync(binh, Channel(conversation));

        await TerminateAsync(app, an);

        foreach (var client in new[] { signedIn, online, looking, looked }) Assert.Equal(4009, await client.ReceiveCloseAsync());
        await other.AssertNothingAsync();
    }

    private static string Channel(string conversation) => $"presence-chat-{conversation}";

    private static Task<PublishResult> TerminateAsync(TestApp app, Person person) =>
        app.Services.GetRequiredService<IRealtimePublisher>().TerminateConnectionsAsync(person.Id, Token);

    private static async Task<IReadOnlyCollection<string>> MembersAsync(TestApp app, string conversation) =>
        (await app.Services.GetRequiredService<IRealtimePublisher>().GetPresenceMembersAsync(Channel(conversation), Token))!;
}
