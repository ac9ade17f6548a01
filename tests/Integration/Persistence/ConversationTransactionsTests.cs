using Messaging.Application.Conversations;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Messages;
using Messaging.Integration.Conversations;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Persistence;

/// <summary>
/// The hand-written statements against the domain model: groups of random changes are committed, the same changes are
/// applied to aggregates that EF Core has loaded, and then every table must hold what the aggregates say.
/// </summary>
public sealed class ConversationTransactionsTests
{
    private const int Groups = 40;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, EachDatabase]
    public async Task Every_table_holds_what_the_domain_model_says(DatabaseKind database)
    {
        await using var app = await TestApp.StartAsync(database);
        var people = new List<Person>();
        for (var i = 0; i < 5; i++) people.Add(await Person.RegisterAsync(app.Address));
        string[] places = [await people[0].OpenAsync(people[1]), await people[1].OpenAsync(people[2]), await people[0].OpenGroupAsync("all", people[1], people[2], people[3])];
        // One has left a group, one blocks another, one hides how far they have read.
        (await people[3].RemoveAsync(places[2], people[3])).Is(204);
        (await people[2].Api.PutAsync($"/api/v1/me/blocks/{people[1].Id}", new { })).Is(204);
        (await people[0].Api.PatchAsync("/api/v1/me/settings", new { readReceipts = false })).Is(200);
        await Eventually.HoldsAsync("the background work is done", async () =>
        {
            await using var db = app.Database.OpenContext();
            return !await db.RowRefreshes.AnyAsync(Cancel);
        });
        var transactions = app.Services.GetRequiredService<IConversationTransactions>();
        var random = new Random(20_261_126);
        var repeated = Guid.CreateVersion7();
        List<Guid> answered = [Guid.CreateVersion7(), Guid.Parse((await people[0].SendAsync(places[0], "Question")).Id())];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var sent = new List<Step>();

        for (var group = 0; group < Groups; group++)
        {
            Step[] steps = [.. Enumerable.Range(0, random.Next(1, 13)).Select(_ => new Step(
                (Kind)random.Next(3), new UserId(Guid.Parse(people[random.Next(people.Count)].Id)), new ConversationId(Guid.Parse(places[random.Next(places.Length)])),
                // Some ids are used again, within a group and later.
                random.Next(8) == 0 ? repeated : Guid.CreateVersion7(), random.Next(13),
                // Some answer a message of any conversation, or one that is not there.
                random.Next(3) == 0 ? answered[random.Next(answered.Count)] : null))];
            answered.AddRange(steps.Where(step => step.IsSend).Select(step => step.MessageId));
            if (steps.Length > 3) steps[^1] = steps[^1] with { MessageId = steps[0].MessageId };
            // Reactions go to one of the last messages, of this group or of an earlier one, so that some are taken back.
            sent.AddRange(steps.Where(step => step.IsSend));
            for (var i = 0; i < steps.Length; i++)
            {
                if (steps[i].Kind == Kind.React && sent.Count > 0 && sent[^(1 + random.Next(Math.Min(sent.Count, 5)))] is var to)
                    steps[i] = steps[i] with { MessageId = to.MessageId, ConversationId = to.ConversationId };
            }

            var expected = await ExpectedAsync(app, steps);
            var outcomes = await transactions.CommitAsync(0, [.. steps.Select(one => new Change(one))]);

            Assert.Equal(expected.Outcomes, outcomes.Select(outcome => outcome.Refusal?.Code ?? (string)outcome.Value!));
            Assert.Equal(expected.Tables, await TablesAsync(app.Database));
            seen.UnionWith(expected.Outcomes);
        }

        Assert.Equal(["no_message", "not_found", "reacted", "read", "replayed", "reply_target_not_found", "sent", "taken back"], seen.Order(StringComparer.Ordinal));
    }

    /// <summary>Applies the steps to aggregates of EF Core, and says what the tables must hold. Saves nothing.</summary>
    private static async Task<(List<string> Outcomes, string[] Tables)> ExpectedAsync(TestApp app, Step[] steps)
    {
        await using var db = app.Database.OpenContext();
        var conversations = await db.Conversations.Include(row => row.Members).ThenInclude(member => member.User).ToDictionaryAsync(row => row.Id, Cancel);
        var blocks = await db.Blocks.ToListAsync(Cancel);
        var messages = await db.Messages.ToListAsync(Cancel);
        foreach (var reply in messages) reply.ReplyTo = messages.Find(message => message.Id == reply.ReplyToId);
        var outcomes = new List<string>();
        foreach (var step in steps)
        {
            var conversation = conversations[step.ConversationId];
            if (conversation.Active.All(member => member.UserId != step.Me))
            {
                outcomes.Add("not_found");
                continue;
            }

            var known = step.Kind != Kind.Read ? messages.Find(message => message.Id.Value == step.MessageId) : null;
            var isBlocked = conversation.Kind == ConversationKind.Direct
                && blocks.Exists(block => conversation.Members.Any(member => member.UserId == block.BlockerId) && conversation.Members.Any(member => member.UserId == block.BlockedId));
            var unread = messages.Count(message => message.ConversationId == step.ConversationId && message.Sequence > step.Number && message.SenderId != step.Me
                && message.DeletedAt is null && message.Change is null);
            var replyTo = step.IsSend ? messages.Find(message => message.Id.Value == step.ReplyTo) : null;
            var locked = new LockedConversation(conversation, known, replyTo, isBlocked, unread);
            outcomes.Add(Outcome(() => (string)new Change(step).Apply(locked, default)));
            messages.AddRange(conversation.TakeMessages());
        }

        return (outcomes, Write(conversations.Values, messages));
    }

    private static string Outcome(Func<string> apply)
    {
        try
        {
            return apply();
        }
        catch (RefusedException refused)
        {
            return refused.Code;
        }
    }

    private static async Task<string[]> TablesAsync(TestDatabase database)
    {
        await using var db = database.OpenContext();
        var conversations = await db.Conversations.Include(row => row.Members).ThenInclude(member => member.User).AsNoTracking().ToListAsync(Cancel);
        return Write(conversations, await db.Messages.AsNoTracking().ToListAsync(Cancel));
    }

    /// <summary>All that the statements write, but for times.</summary>
    private static string[] Write(IEnumerable<Conversation> conversations, IEnumerable<Message> messages) =>
    [
        .. conversations.OrderBy(row => row.Id.Value).SelectMany(row => row.Members.OrderBy(member => member.UserId.Value).Select(member =>
            $"{row.Id} {row.LastSequence} {row.Revision}: {member.UserId} read {member.LastReadSequence} shared {member.SharedReadSequence} unread {member.UnreadCount} "
            + $"archived {member.Archived} revision {member.Revision} of user {member.UserRevision} up to {member.User.Revision}, has read: {member.ReadAt is not null}, "
            + $"mentioned in {string.Join(',', member.MentionedIn ?? [])}")),
        .. messages.OrderBy(message => message.ConversationId.Value).ThenBy(message => message.Sequence).Select(message =>
            $"{message.Id} {message.ConversationId} {message.Sequence} {message.Revision} {message.SenderId}: {message.Body} {Convert.ToHexString(message.Fingerprint)} answers {message.ReplyToId} "
            + $"mentions {string.Join(',', message.Mentions?.UserIds ?? [])} "
            + string.Join(' ', (message.Reactions ?? []).Select(kind => $"{kind.Emoji}{string.Join(',', kind.UserIds)}"))),
    ];

    private enum Kind
    {
        Send,
        Read,
        React,
    }

    private sealed record Step(Kind Kind, UserId Me, ConversationId ConversationId, Guid MessageId, int Number, Guid? ReplyTo)
    {
        public bool IsSend => Kind == Kind.Send;
    }

    /// <summary>Sends a message, reads up to one, or reacts to one, as the use cases do.</summary>
    private sealed class Change(Step step) : ConversationChange(step.ConversationId, step.Me)
    {
        public override MessageId? MessageId => step.Kind != Kind.Read ? new MessageId(step.MessageId) : null;

        public override MessageId? ReplyToId => step is { IsSend: true, ReplyTo: { } id } ? new MessageId(id) : null;

        public override long? ReadUpTo => step.Kind == Kind.Read ? step.Number : null;

        public override object Apply(LockedConversation locked, DateTimeOffset now)
        {
            if (step.Kind == Kind.React)
            {
                if (locked.Known is not { } message || message.ConversationId != step.ConversationId) return "no_message";
                var emoji = step.Number % 2 == 0 ? "👍" : "❤️";
                var takesBack = message.HasReaction(step.Me, emoji);
                if (takesBack) locked.Conversation.TakeReactionBack(message, step.Me, emoji);
                else locked.Conversation.React(message, step.Me, emoji);
                return takesBack ? "taken back" : "reacted";
            }

            if (step.Kind == Kind.Read)
            {
                locked.Conversation.MarkRead(step.Me, step.Number, locked.UnreadAfter, locked.IsBlocked, now);
                return "read";
            }

            if (locked.Known is not null) return "replayed";
            var replyTo = step.ReplyTo is null ? null : locked.Conversation.Answerable(locked.ReplyTo);
            var body = $"“{step.Number}” \\ \n\t Chào 👋 {{}}";
            var mentions = new WantedMentions(step.Number % 3 == 0 ? [] : [.. locked.Conversation.Active.OrderBy(member => member.UserId.Value).Take(step.Number % 4).Select(member => member.UserId)]);
            locked.Conversation.Send(new MessageId(step.MessageId), step.Me, body, now, replyTo, locked.Conversation.MentionsOf(step.Me, body, mentions));
            return "sent";
        }
    }
}
