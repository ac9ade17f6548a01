using Messaging.Infrastructure.Persistence;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>A long history: it stays still, stays small in the page, and has no hole.</summary>
[Collection(BrowserTests.Name)]
public sealed class HistoryTests
{
    private const int Length = 5_000;

    [Fact]
    public async Task Five_thousand_messages_are_scrolled_from_end_to_beginning_without_a_jump()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await WriteHistoryAsync(app, conversation, binh);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await Expect(tab.Message($"Message {Length}.")).ToBeVisibleAsync();

        var report = await tab.Page.EvaluateAsync<ScrollReport>(ScrollToBeginning);

        Assert.Equal(1, report.First);
        Assert.Empty(report.Holes);
        Assert.Empty(report.Jumps);
        Assert.InRange(report.MostRows, 1, 80);
        await tab.Page.Locator(".jump").ClickAsync();
        await Expect(tab.Message($"Message {Length}.")).ToBeVisibleAsync();
        await binh.SendAsync(conversation, "the newest");
        await Expect(tab.Message("the newest")).ToBeVisibleAsync();
        tab.IsQuiet();
    }

    [Fact]
    public async Task Reading_older_messages_is_not_disturbed_by_new_ones()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await binh.SendManyAsync(conversation, 60);
        (await an.Api.PutAsync($"/api/v1/conversations/{conversation}/read", new { sequence = 60 })).Is(200);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await tab.IsLiveAsync();
        var scroller = tab.Page.Locator(".scroller");
        await scroller.EvaluateAsync("element => { element.scrollTop = 600; }");
        await Expect(tab.Page.Locator(".jump")).ToBeVisibleAsync();
        var before = await TopOfFirstAsync(tab);

        await binh.SendAsync(conversation, "down here");

        await Expect(tab.Page.Locator(".jump")).ToHaveTextAsync("1 new message");
        Assert.Equal(before, await TopOfFirstAsync(tab));
        await Expect(tab.Page).ToHaveTitleAsync($"(1) {binh.UserName} – Messaging");
        await tab.Page.Locator(".jump").ClickAsync();
        await Expect(tab.Message("down here")).ToBeVisibleAsync();
        await Expect(tab.Page).ToHaveTitleAsync($"{binh.UserName} – Messaging");
        tab.IsQuiet();
    }

    [Fact]
    public async Task A_conversation_opens_where_reading_stopped_and_is_read_when_its_end_was_in_sight()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await an.SendAsync(conversation, "mine");
        // More than a page: the line lies before what a look at the newest would load.
        await binh.SendManyAsync(conversation, 80);
        await using var browser = await Chromium.NewUserAsync();

        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");

        await tab.IsLiveAsync();
        await Expect(tab.Page.Locator(".unread-line")).ToBeInViewportAsync();
        await Expect(tab.Message("1")).ToBeInViewportAsync();
        await Expect(tab.Page).ToHaveTitleAsync($"(80) {binh.UserName} – Messaging");
        await Expect(tab.Page.Locator(".jump")).ToHaveTextAsync("80 new messages");
        await tab.Page.Locator(".jump").ClickAsync();
        await Expect(tab.Message("80")).ToBeInViewportAsync();
        await Expect(tab.Page).ToHaveTitleAsync($"{binh.UserName} – Messaging");
        tab.IsQuiet();
    }

    [Fact]
    public async Task Reading_on_from_the_first_unread_message_skips_nothing()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await binh.SendManyAsync(conversation, 120);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await Expect(tab.Message("1")).ToBeInViewportAsync();

        var skips = await tab.Page.EvaluateAsync<string[]>(ReadToEnd, 120);

        Assert.Empty(skips);
        await Expect(tab.Page).ToHaveTitleAsync($"{binh.UserName} – Messaging");
        tab.IsQuiet();
    }

    /// <summary>The first message that is in sight, and where it stands.</summary>
    private static Task<string> TopOfFirstAsync(Tab tab) => tab.Page.EvaluateAsync<string>("""
        () => {
          const edge = document.querySelector('.scroller').getBoundingClientRect().top;
          const first = [...document.querySelectorAll('[data-message]')].find(item => item.getBoundingClientRect().top >= edge);
          return `${first.innerText.split('\n')[0]} at ${Math.round(first.getBoundingClientRect().top - edge)}`;
        }
        """);

    /// <summary>Straight into the tables: sent one by one, 5,000 messages take minutes.</summary>
    private static async Task WriteHistoryAsync(TestApp app, string conversation, Person sender)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDbContext>();
        var (id, senderId) = (conversation.ToUpperInvariant(), sender.Id.ToUpperInvariant());
        var now = TimeProvider.System.GetUtcNow().Ticks;
        await db.Database.ExecuteSqlAsync($"""
            WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < {Length})
            INSERT INTO Messages (Id, ConversationId, SenderId, Body, Fingerprint, Sequence, Revision, SentAt)
            SELECT printf('%08X-0000-7000-8000-%012X', i, i), {id}, {senderId},
                   'Message ' || i || '.' || CASE WHEN i % 7 = 0 THEN substr(replace(hex(zeroblob(300)), '00', ' and so on'), 1, i % 500) ELSE '' END,
                   zeroblob(32), i, i, {now} - ({Length} - i) * 6000000000
            FROM numbers
            """, TestContext.Current.CancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"UPDATE Conversations SET LastSequence = {Length}, Revision = {Length} WHERE Id = {id}", TestContext.Current.CancellationToken);
    }

    // A screen's half a step: what comes in sight next must follow what was in sight before.
    private const string ReadToEnd = """
        async last => {
          const scroller = document.querySelector('.scroller');
          const inSight = () => [...document.querySelectorAll('[data-message] .bubble')]
            .filter(item => item.getBoundingClientRect().top < scroller.getBoundingClientRect().bottom).map(item => Number(item.innerText));
          const frame = () => new Promise(resolve => requestAnimationFrame(resolve));
          const skips = [];
          const until = performance.now() + 60_000;
          let known = 1;
          while (known < last && performance.now() < until) {
            scroller.scrollBy(0, scroller.clientHeight / 2);
            await frame(); await frame();
            const now = inSight();
            if (Math.min(...now) > known + 1) skips.push(`${known} then ${now}`);
            known = Math.max(known, ...now);
          }
          return known === last ? skips : [...skips, `ended at ${known}`];
        }
        """;

    // As a hand on the wheel does: small steps, one a frame. What is in sight may only move by the step.
    private const string ScrollToBeginning = """
        async () => {
          const scroller = document.querySelector('.scroller');
          const numberOf = item => Number(/Message (\d+)\./.exec(item.innerText)?.[1]);
          const inSight = () => [...document.querySelectorAll('[data-message]')]
            .map(item => ({ number: numberOf(item), top: item.getBoundingClientRect().top - scroller.getBoundingClientRect().top }))
            .filter(item => item.top > 0 && item.top < scroller.clientHeight).sort((a, b) => a.number - b.number);
          const frame = () => new Promise(resolve => requestAnimationFrame(resolve));
          const report = { first: 0, mostRows: 0, holes: [], jumps: [] };
          const step = 1500;
          const until = performance.now() + 120_000;
          while (performance.now() < until) {
            const before = inSight();
            const atTop = scroller.scrollTop;
            scroller.scrollBy(0, -step);
            const moved = atTop - scroller.scrollTop;
            await frame(); await frame();
            const after = inSight();
            report.mostRows = Math.max(report.mostRows, document.querySelectorAll('[data-message]').length);
            report.first = after[0]?.number ?? 0;
            after.forEach((item, at) => {
              if (at > 0 && item.number !== after[at - 1].number + 1) report.holes.push(`${after[at - 1].number} then ${item.number}`);
            });
            if (moved === 0 && before.length > 0 && after.length > 0) {
              const same = after.find(item => item.number === before[0].number);
              if (same && Math.abs(same.top - before[0].top) > 60) report.jumps.push(`${same.number}: ${before[0].top} to ${same.top}`);
            }
            if (report.first === 1 && scroller.scrollTop === 0) break;
          }
          return report;
        }
        """;

    internal sealed record ScrollReport
    {
        public int First { get; init; }

        public int MostRows { get; init; }

        public string[] Holes { get; init; } = [];

        public string[] Jumps { get; init; } = [];
    }
}
