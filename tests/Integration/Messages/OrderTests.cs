using System.Collections.Concurrent;
using System.Text.Json;
using Messaging.Domain.Common;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Messaging.Integration.Messages;

/// <summary>Order is data: commit order is number order, and no number is skipped.</summary>
public sealed class OrderTests
{
    private const int Writers = 8;

    [Theory, EachDatabase]
    public async Task Eight_writers_leave_no_gap_and_one_order(DatabaseKind database)
    {
        const int Each = 200;
        var (an, binh, conversation) = await Person.PairAsync(database);
        var (opened, openedByBinh) = (await an.RowAsync(conversation), await binh.RowAsync(conversation));

        // Each writer waits for its answer before it sends again, so its own messages must stand in this order.
        var written = await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            var sent = new List<JsonElement>();
            for (var i = 0; i < Each; i++) sent.Add(await (writer % 2 == 0 ? an : binh).SendAsync(conversation, $"{writer}:{i}"));
            return sent;
        }));

        var all = written.SelectMany(sent => sent).OrderBy(message => message.Number("sequence")).ToArray();
        Assert.Equal(Enumerable.Range(1, Writers * Each).Select(sequence => (long)sequence), all.Sequences());
        Assert.All(written, sent => Assert.Equal(sent.Sequences().Order(), sent.Sequences()));
        Assert.Equal(all.Ids(), (await ReadAllAsync(binh, conversation)).Ids());
        // Every message changed the row of both once.
        Assert.Equal(opened.Number("revision") + all.Length, (await an.RowAsync(conversation)).Number("revision"));
        Assert.Equal(openedByBinh.Number("revision") + all.Length, (await binh.RowAsync(conversation)).Number("revision"));
        Assert.Equal(Writers / 2 * Each, (await an.RowAsync(conversation)).Number("unreadCount"));
    }

    [Theory, EachDatabase]
    public async Task Reader_that_pages_by_revision_misses_no_change(DatabaseKind database)
    {
        const int Each = 40;
        var (an, binh, conversation) = await Person.PairAsync(database);
        var seen = new ConcurrentDictionary<string, long>();
        using var writing = new CancellationTokenSource();

        // On a thread of its own: SQLite reads without ever yielding.
        var reader = Task.Run(() => FollowAsync(database, conversation, seen, writing.Token));
        try
        {
            await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
            {
                var me = writer % 2 == 0 ? an : binh;
                for (var i = 0; i < Each; i++)
                {
                    var message = await me.SendAsync(conversation, $"{writer}:{i}");
                    if (i % 4 == 1) (await me.EditAsync(message, $"{writer}:{i}, edited")).Is(200);
                    if (i % 4 == 2) (await me.DeleteAsync(message)).Is(200);
                }
            }));
        }
        finally
        {
            await writing.CancelAsync();
        }

        var revisions = await reader;

        // Revisions are the changes 1, 2, 3 …; a reader may skip only those that a later change of the same message replaced.
        var final = (await ReadAllAsync(an, conversation)).ToDictionary(message => message.String("id"), message => message.Number("revision"));
        Assert.Equal(Writers * Each * 3 / 2, final.Values.Max());
        Assert.Equal(final.OrderBy(message => message.Key), seen.OrderBy(message => message.Key));
        Assert.Equal(revisions.Order(), revisions);
    }

    [Theory, EachDatabase]
    public async Task User_revisions_have_no_gap_over_many_conversations(DatabaseKind database)
    {
        const int Conversations = 6;
        const int Each = 25;
        var an = await Person.NewAsync(database);
        var others = await Task.WhenAll(Enumerable.Range(0, Conversations).Select(_ => Person.NewAsync(database)));
        var conversations = await Task.WhenAll(others.Select(other => an.OpenAsync(other)));

        await Task.WhenAll(conversations.Zip(others).SelectMany(pair => new[] { an, pair.Second }.Select(async sender =>
        {
            for (var i = 0; i < Each; i++) await sender.SendAsync(pair.First, $"{i}");
        })));

        // Each opening and each message took one revision of this user, so the newest row carries the number of them all.
        var rows = (await an.Api.GetAsync("/api/v1/conversations")).Is(200).Items;
        Assert.Equal(Conversations * (1 + (2 * Each)), rows.Max(row => row.Number("revision")));
        Assert.Equal(Conversations, rows.Select(row => row.Number("revision")).Distinct().Count());
    }

    /// <summary>Reads what changed after the last revision, again and again, until the writers are done and nothing is left.</summary>
    private static async Task<List<long>> FollowAsync(
        DatabaseKind database, string conversation, ConcurrentDictionary<string, long> seen, CancellationToken writing)
    {
        var app = await Apps.OnAsync(database);
        var id = new ConversationId(Guid.Parse(conversation));
        var revisions = new List<long>();
        while (true)
        {
            var isLast = writing.IsCancellationRequested;
            await using var db = app.Database.OpenContext();
            var cursor = revisions.LastOrDefault();
            var page = await db.Messages
                .Where(message => message.ConversationId == id && message.Revision > cursor)
                .OrderBy(message => message.Revision).Take(20)
                .Select(message => new { message.Id, message.Revision })
                .ToListAsync(TestContext.Current.CancellationToken);
            foreach (var change in page) seen[change.Id.ToString()] = change.Revision;
            revisions.AddRange(page.Select(change => change.Revision));
            if (isLast && page.Count == 0) return revisions;
            await Task.Yield();
        }
    }

    private static async Task<List<JsonElement>> ReadAllAsync(Person person, string conversation)
    {
        var all = new List<JsonElement>();
        for (var after = "0"; after is not null;)
        {
            var page = (await person.ListMessagesAsync(conversation, $"after={after}&limit=100")).Is(200);
            all.AddRange(page.Items);
            after = page.Json.IsNull("nextCursor") ? null : page.String("nextCursor");
        }

        return all;
    }
}
