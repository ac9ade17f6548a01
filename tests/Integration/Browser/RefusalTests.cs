using System.Globalization;
using Messaging.Integration.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>The texts that users see when the server refuses a request, is busy, or fails.</summary>
[Collection(BrowserTests.Name)]
public sealed class RefusalTests
{
    [Fact]
    public async Task A_message_to_somebody_who_blocks_is_refused_and_can_be_deleted_or_sent_later()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        (await binh.Api.PutAsync($"/api/v1/me/blocks/{an.Id}")).Is(204);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await tab.IsLiveAsync();

        await tab.SendAsync("refused");

        var failed = tab.Page.Locator(".failed-line");
        await Expect(failed).ToContainTextAsync("You cannot message this user.");
        (await binh.Api.DeleteAsync($"/api/v1/me/blocks/{an.Id}")).Is(204);
        await tab.SendAsync("later");
        await Expect(tab.Page.Locator(".message-status").Last).ToContainTextAsync("Sent");
        await tab.SendAsync("deleted");
        // Else the block may come first.
        await Eventually.HoldsAsync("the server has it", async () => (await binh.ListMessagesAsync(conversation)).Items.Length == 2);
        (await binh.Api.PutAsync($"/api/v1/me/blocks/{an.Id}")).Is(204);
        await tab.SendAsync("refused too");
        await Expect(failed).ToHaveCountAsync(2);
        await failed.Last.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(failed).ToHaveCountAsync(1);
        (await binh.Api.DeleteAsync($"/api/v1/me/blocks/{an.Id}")).Is(204);
        await failed.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();

        await Expect(tab.Bubbles).ToHaveTextAsync(["later", "deleted", "refused"]);
        await Expect(failed).ToHaveCountAsync(0);
        tab.IsQuiet("403");
    }

    [Fact]
    public async Task A_server_that_is_busy_gets_the_message_when_it_asks_for_it_again_and_once()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();
        var refusals = new Queue<int>([503, 429]);
        await browser.RouteAsync("**/messages", route => route.Request.Method == "POST" && refusals.TryDequeue(out var status)
            ? route.FulfillAsync(new()
            {
                Status = status,
                ContentType = "application/problem+json",
                Headers = new Dictionary<string, string> { ["Retry-After"] = "1" },
                Body = string.Create(CultureInfo.InvariantCulture, $$"""{"status":{{status}},"code":"outbox_full","retryable":true}"""),
            })
            : route.ContinueAsync());
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await tab.IsLiveAsync();

        await tab.SendAsync("patience");

        await Expect(tab.Page.Locator(".message-status")).ToContainTextAsync("Sent");
        await Expect(tab.Bubbles).ToHaveTextAsync(["patience"]);
        Assert.Single((await binh.ListMessagesAsync(conversation)).Items);
        Assert.Empty(refusals);
        tab.IsQuiet("503", "429");
    }

    [Fact]
    public async Task A_send_whose_answers_are_lost_goes_out_once()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();
        var breaks = true;
        await browser.RouteAsync("**/messages", async route =>
        {
            if (route.Request.Method != "POST" || !breaks)
            {
                await route.ContinueAsync();
                return;
            }

            // The server has it, the client does not learn that.
            await route.FetchAsync();
            await route.FulfillAsync(new() { Status = 502, ContentType = "text/html", Body = "<h1>Bad gateway</h1>" });
        });
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await tab.IsLiveAsync();

        await tab.SendAsync("lost answers");
        await Eventually.HoldsAsync("the server has it", async () => (await binh.ListMessagesAsync(conversation)).Items.Length == 1);
        breaks = false;

        await Expect(tab.Page.Locator(".message-status")).ToContainTextAsync("Sent");
        await Expect(tab.Bubbles).ToHaveTextAsync(["lost answers"]);
        Assert.Single((await binh.ListMessagesAsync(conversation)).Items);
        tab.IsQuiet("502");
    }

    [Fact]
    public async Task A_conversation_of_others_is_said_not_to_exist()
    {
        await using var app = await WebClient.StartAsync();
        var (_, _, conversation) = await Person.PairAsync(app.Address);
        var stranger = await Person.RegisterAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();

        var tab = await Tab.OpenAsync(browser, app.Address, stranger, $"/c/{conversation}");

        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "This conversation does not exist, or you are not a member of it." })).ToBeVisibleAsync();
        tab.IsQuiet("404");
    }
}
