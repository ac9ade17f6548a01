using CsCheck;
using Xunit;

namespace Messaging.Integration.Sync;

/// <summary>
/// For all actions in any order, and with any loss on the way, in the end every
/// client shows what the server knows. A failure prints the seed; give it to <c>SampleAsync</c> to repeat it.
/// </summary>
public sealed class ConvergenceTests
{
    /// <summary>Seconds of stories per test.</summary>
    private const int Seconds = 12;

    [Fact]
    public async Task Client_that_only_polls_shows_what_the_server_knows()
    {
        await using var app = (await RecordingPublisher.StartAppAsync()).App;

        await Story.Any.SampleAsync(
            async story =>
            {
                var world = await ChatWorld.CreateAsync(app, story.Hidden);
                var clients = world.People.Select(person => new ModelClient(person)).ToArray();
                foreach (var step in story.Steps)
                {
                    var client = clients[step.Actor];
                    if (step.Act == Act.Sync) await client.SyncAsync(limit: 1 + step.Number % 4);
                    else if (step.Act == Act.Open) await client.OpenAsync(world.Places[step.Place], limit: 1 + step.Number % 4);
                    else if (step.Act != Act.Privacy || story.ChangesPrivacy) await world.DoAsync(step);
                }

                await world.BecomeIdleAsync();
                foreach (var client in clients)
                {
                    // Conversations that were opened must be right everywhere; others aren't checked.
                    foreach (var place in world.Places) await client.OpenAsync(place, limit: 2);
                    await client.AssertEqualsServerAsync(withReadCursors: !story.ChangesPrivacy, onlyOpenChat: false);
                }
            },
            time: Seconds, threads: 1, print: story => story.ToString());
    }

    [Fact]
    public Task Client_that_gets_events_late_and_twice_shows_what_the_server_knows() => PushAsync(withLoss: false);

    [Fact]
    public Task Client_that_loses_events_shows_what_the_server_knows_after_its_next_sync() => PushAsync(withLoss: true);

    private static async Task PushAsync(bool withLoss)
    {
        var (app, publisher) = await RecordingPublisher.StartAppAsync();
        await using var owned = app;

        await Story.Any.SampleAsync(
            async story =>
            {
                var first = publisher.Entries.Count;
                var world = await ChatWorld.CreateAsync(app, story.Hidden);
                var network = new BadNetwork(publisher, story.Luck, withLoss);
                var clients = world.People.Select(person => new ModelClient(person)).ToArray();
                foreach (var client in clients) await client.OpenAsync(world.Places[client == clients[2] ? 2 : 0], limit: 100);
                foreach (var step in story.Steps)
                {
                    var client = clients[step.Actor];
                    if (step.Act is Act.Sync or Act.Open)
                    {
                        await world.BecomeIdleAsync();
                        await network.DeliverAsync(client);
                        if (step.Act == Act.Open) await client.OpenAsync(world.Places[step.Place], limit: 3);
                    }
                    else if (step.Act != Act.Privacy || story.ChangesPrivacy)
                    {
                        await world.DoAsync(step);
                    }
                }

                await world.BecomeIdleAsync();
                foreach (var client in clients)
                {
                    await network.DeliverAsync(client);
                    // A client that pushes reach still syncs now and then, for the case that the last event was lost.
                    if (withLoss) await client.SyncAsync(limit: 3);
                    await client.AssertEqualsServerAsync(withReadCursors: !story.ChangesPrivacy, onlyOpenChat: true);
                }

                await new Announcements(world, [.. publisher.Entries.Skip(first)]).AssertCompleteAndDiscreetAsync();
            },
            time: Seconds, threads: 1, print: story => story.ToString());
    }
}
