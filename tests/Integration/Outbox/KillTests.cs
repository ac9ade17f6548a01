using System.Collections.Concurrent;
using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Outbox;

public sealed class KillTests
{
    [Theory, EachDatabase]
    public async Task Killed_in_the_middle_of_500_sends_it_loses_nothing_that_it_answered(DatabaseKind database)
    {
        const int Count = 500;
        await using var fake = await FakeChannels.StartNewAsync();
        await using var data = await TestDatabase.CreateAsync(database);
        await using var app = await AppProcess.StartNewAsync(new Dictionary<string, string?>(fake.Settings.Concat(data.Settings))
        {
            ["RateLimits:Enabled"] = "false",
            // Longer than the test waits: the restarted process must get the lanes of the killed one at once.
            ["Outbox:LeaseMilliseconds"] = "300000",
        });
        var (an, binh, one) = await Person.PairAsync(app.Address);
        var conversations = new[] { one, await an.OpenAsync(await Person.RegisterAsync(app.Address)) };
        var messages = Enumerable.Range(0, Count).Select(i => (Id: Person.NewId(), Conversation: conversations[i % 2], Body: $"message {i}")).ToArray();
        var answered = new ConcurrentDictionary<string, long>();

        var sending = Task.WhenAll(messages.Chunk(Count / 8 + 1).Select(async chunk =>
        {
            foreach (var message in chunk) await SendUntilAnsweredAsync(an, message, answered);
        }));
        await Eventually.HoldsAsync("about half is sent", () => answered.Count > Count / 2, TimeSpan.FromMinutes(2));
        // A call is open at the moment of death: whether it arrived, nobody knows.
        fake.Fail(new FakeFault.Hang());
        await fake.WaitForRequestsAsync(fake.Requests + 1, TimeSpan.FromSeconds(30));
        await app.KillAsync();
        fake.Heal();
        var beforeKill = answered.Count;
        await app.StartAsync();
        await sending;

        Assert.InRange(beforeKill, 1, Count - 1);
        foreach (var conversation in conversations)
        {
            var expected = messages.Where(message => message.Conversation == conversation).ToDictionary(message => message.Id, message => message.Body);
            var stored = await ReadAllAsync(an, conversation);
            Assert.Equal(Enumerable.Range(1, expected.Count).Select(sequence => (long)sequence), stored.Sequences());
            Assert.Equal(expected.OrderBy(message => message.Key), stored.ToDictionary(message => message.String("id"), message => message.String("body")).OrderBy(message => message.Key));
            Assert.All(stored, message => Assert.Equal(answered[message.String("id")], message.Number("sequence")));

            await Eventually.HoldsAsync("all is pushed", () => fake.NewMessages(conversation).Distinct().Count() == expected.Count);
            // Repeats are those of the calls that were open when the process died: at most one batch a lane.
            Assert.InRange(fake.NewMessages(conversation).Length - expected.Count, 0, 10);
            Assert.Equal(stored.Sequences(), fake.NewMessages(conversation).Distinct());
        }

        (await binh.Api.GetAsync("/api/v1/me")).Is(200);
    }

    /// <summary>As a client does: the same id again until there is an answer.</summary>
    private static async Task SendUntilAnsweredAsync(Person person, (string Id, string Conversation, string Body) message, ConcurrentDictionary<string, long> answered) =>
        await Eventually.HoldsAsync("the send is answered", async () =>
        {
            try
            {
                var answer = await person.TrySendAsync(message.Conversation, message.Body, message.Id);
                Assert.True(answer.Status is 200 or 201, answer.ToString());
                answered[message.Id] = answer["sequence"].GetInt64();
                return true;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, TimeSpan.FromMinutes(2));

    private static async Task<List<System.Text.Json.JsonElement>> ReadAllAsync(Person person, string conversation)
    {
        var all = new List<System.Text.Json.JsonElement>();
        Answer page;
        do
        {
            page = (await person.ListMessagesAsync(conversation, $"after={all.Count}&limit=100")).Is(200);
            all.AddRange(page.Items);
        }
        while (page.Json.Flag("hasNewer"));
        return all;
    }
}
