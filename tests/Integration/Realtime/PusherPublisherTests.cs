using System.Globalization;
using Messaging.Application.Realtime;
using Messaging.Integration.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Realtime;

/// <summary>The calls to a working Channels API, and the secrets that must not appear in them.</summary>
public sealed class PusherPublisherTests : PublisherTest
{
    [Fact]
    public async Task One_event_arrives_signed_and_unchanged()
    {
        Assert.Equal(PublishResult.Accepted, await Publisher().PublishAsync([Hello with { ExcludeSocketId = "1.2" }], Cancel));

        Assert.Equal(new FakeEvent(Hello.Channel, Hello.Name, Hello.Data, "1.2"), Assert.Single(Fake.Accepted));
    }

    [Fact]
    public async Task Ten_events_are_one_request_and_keep_their_order()
    {
        var events = Enumerable.Range(0, 10).Select(i => Hello with { Data = i.ToString(CultureInfo.InvariantCulture) }).ToList();

        Assert.Equal(PublishResult.Accepted, await Publisher().PublishAsync(events, Cancel));

        Assert.Equal(1, Fake.Requests);
        Assert.Equal(events.Select(item => item.Data), Fake.Accepted.Select(item => item.Data));
    }

    [Fact]
    public async Task Largest_payload_passes_and_one_byte_more_is_not_sent()
    {
        var publisher = Publisher();

        Assert.Equal(PublishResult.Accepted, await publisher.PublishAsync([Hello with { Data = new string('"', 10_240) }], Cancel));
        Assert.Equal(PublishOutcome.TooLarge, (await publisher.PublishAsync([Hello with { Data = new string('"', 10_241) }], Cancel)).Outcome);
        Assert.Equal(1, Fake.Requests);
    }

    [Fact]
    public async Task Occupied_channels_members_and_termination_are_asked_with_a_signature()
    {
        var publisher = Publisher();
        Fake.Occupy("presence-user-a@b=,.;_-", "a@b=,.;_-");
        Fake.Occupy("presence-chat-1", "1", "2");

        Assert.Equal(["presence-user-a@b=,.;_-"], await publisher.GetOccupiedChannelsAsync("presence-user-a@b=", Cancel));
        Assert.Equal(2, (await publisher.GetOccupiedChannelsAsync("", Cancel))!.Count);
        Assert.Equal(["a@b=,.;_-"], await publisher.GetPresenceMembersAsync("presence-user-a@b=,.;_-", Cancel));
        Assert.Equal(["1", "2"], (await publisher.GetPresenceMembersAsync("presence-chat-1", Cancel))!.Order());
        Assert.Null(await publisher.GetPresenceMembersAsync("private-chat-1", Cancel));
        Assert.Equal(PublishResult.Accepted, await publisher.TerminateConnectionsAsync("a@b=,.;_-", Cancel));
        Assert.Equal(["a@b=,.;_-"], Fake.TerminatedUsers);
    }

    [Fact]
    public async Task Only_the_caller_can_cancel()
    {
        Fake.Fail(new FakeFault.Hang());
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var call = Publisher().PublishAsync([Hello], caller.Token);
        await Fake.WaitForRequestsAsync(1, TimeSpan.FromSeconds(10));

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Questions_that_are_not_answered_are_null_and_logged()
    {
        var publisher = Publisher();
        foreach (var fault in new FakeFault[] { new FakeFault.Answer(500, "down"), new FakeFault.Reset(), new FakeFault.Answer(200, "{}"), new FakeFault.Answer(200, "[1") })
        {
            Fake.Fail(fault);
            Assert.Null(await publisher.GetOccupiedChannelsAsync("presence-", Cancel));
            Assert.Null(await publisher.GetPresenceMembersAsync("presence-a", Cancel));
        }

        Assert.Equal(8, LogLines.Count(line => line.StartsWith("Warning", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Empty_list_of_a_php_server_is_understood()
    {
        Fake.Fail(new FakeFault.Answer(200, """{"channels":[]}"""));

        Assert.Empty((await Publisher().GetOccupiedChannelsAsync("presence-", Cancel))!);
    }

    [Fact]
    public async Task No_secret_appears_in_results_or_logs()
    {
        // The fake quotes the secret, the key's signature and the signed text, as a careless server might.
        var errors = new List<string?>();
        foreach (var setting in new (string, string)[] { ("Pusher:AppId", "1"), ("Pusher:Key", "other"), ("Pusher:PreviousKey", "x") })
        {
            await using var services = Build(setting, ("Pusher:PreviousSecret", "previous-s3cret"), ("Pusher:PreviousKey", "x"));
            var publisher = services.GetRequiredService<IRealtimePublisher>();
            Fake.Fail(new FakeFault.Answer(401, $"expected {FakeChannels.Secret} or previous-s3cret, {new string('f', 64)}"));
            errors.Add((await publisher.PublishAsync([Hello with { Data = "payload-s3cret" }], Cancel)).Error);
            await publisher.GetOccupiedChannelsAsync("presence-", Cancel);
            Fake.Heal();
            errors.Add((await publisher.PublishAsync([Hello with { Data = "payload-s3cret" }], Cancel)).Error);
            Fake.Fail(new FakeFault.Reset());
            errors.Add((await publisher.PublishAsync([Hello with { Data = "payload-s3cret" }], Cancel)).Error);
        }

        Assert.NotEmpty(LogLines);
        Assert.All([.. errors, .. LogLines], text =>
        {
            Assert.DoesNotContain("s3cret", text ?? "", StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotMatch("[0-9a-f]{64}", text ?? "");
        });
    }
}
