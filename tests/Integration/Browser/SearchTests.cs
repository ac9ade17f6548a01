using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>Search of people and of conversations that the page has not loaded.</summary>
[Collection(BrowserTests.Name)]
public sealed class SearchTests
{
    /// <summary>More than one page of the list.</summary>
    private const int Many = 35;

    [Fact]
    public async Task A_person_is_found_by_any_word_and_opened_with_keys()
    {
        await using var app = await WebClient.StartAsync();
        var an = await Person.RegisterAsync(app.Address);
        await Person.RegisterAsync(app.Address, displayName: "Trần Văn Bình");
        var van = await Person.RegisterAsync(app.Address, displayName: "Văn Hải");
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "New conversation" }).ClickAsync();
        var (field, keys) = (tab.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search people" }), tab.Page.Keyboard);
        ILocator Hit(string name) => tab.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = name });

        await field.FillAsync("van binh");
        await Expect(Hit("Văn Hải")).ToHaveCountAsync(0);
        await Expect(Hit("Trần Văn Bình")).ToBeVisibleAsync();
        await field.FillAsync($"@{van.UserName}");
        await Expect(Hit("Văn Hải")).ToBeVisibleAsync();
        await field.FillAsync("văn");
        await Expect(Hit("Văn")).ToHaveCountAsync(2);
        await keys.PressAsync("ArrowDown");
        await Expect(Hit("Trần Văn Bình")).ToBeFocusedAsync();
        await keys.PressAsync("ArrowDown");
        await Expect(Hit("Văn Hải")).ToBeFocusedAsync();
        await keys.PressAsync("ArrowUp");
        await keys.PressAsync("ArrowUp");
        await Expect(field).ToBeFocusedAsync();
        // Quicker than the answer.
        await field.FillAsync("");
        await keys.TypeAsync("binh");
        await keys.PressAsync("Enter");

        await Expect(tab.Page.Locator("main h1")).ToHaveTextAsync("Trần Văn Bình");
        tab.IsQuiet();
    }

    [Fact]
    public async Task More_people_come_when_the_hits_are_scrolled()
    {
        await using var app = await WebClient.StartAsync();
        var an = await Person.RegisterAsync(app.Address);
        for (var i = 0; i < Many; i++) await Person.RegisterAsync(app.Address, displayName: $"Duy Person {i}");
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "New conversation" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "New group" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search people" }).FillAsync("person");

        await Expect(tab.Page.GetByRole(AriaRole.Checkbox)).ToHaveCountAsync(20);
        await tab.Page.Locator(".people").EvaluateAsync("list => list.scrollTop = list.scrollHeight");
        await Expect(tab.Page.GetByRole(AriaRole.Checkbox)).ToHaveCountAsync(Many);
        await Axe.FindsNothingAsync(tab.Page, "people found");

        await tab.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search people" }).FillAsync("person 34");
        await Expect(tab.Page.GetByRole(AriaRole.Checkbox)).ToHaveCountAsync(1);
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "Remove Duy Person 34" })).ToBeVisibleAsync();
        tab.IsQuiet();
    }

    [Fact]
    public async Task Ctrl_K_finds_a_conversation_that_is_not_loaded()
    {
        await using var app = await WebClient.StartAsync();
        var (an, group) = await WithManyAsync(app);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an);
        await tab.IsLiveAsync();
        await Expect(tab.Row("Chuyến đi")).ToHaveCountAsync(0);

        await tab.Page.Keyboard.PressAsync("Control+k");
        await tab.Page.Keyboard.TypeAsync("hoi di");
        await tab.Page.Keyboard.PressAsync("Enter");

        await Expect(tab.Page.Locator("main h1")).ToHaveTextAsync("Chuyến đi Hội An");
        Assert.EndsWith($"/c/{group}", tab.Page.Url, StringComparison.Ordinal);
        await tab.Page.Keyboard.PressAsync("Control+k");
        await tab.Page.Keyboard.TypeAsync("plan");
        await Expect(tab.Page.GetByRole(AriaRole.Option)).ToHaveCountAsync(30);
        // The last one that is here asks for more.
        await tab.Page.Keyboard.PressAsync("ArrowUp");
        await Expect(tab.Page.GetByRole(AriaRole.Option)).ToHaveCountAsync(Many);
        tab.IsQuiet();
    }

    [Fact]
    public async Task The_title_counts_what_is_unread_in_conversations_that_are_not_loaded()
    {
        await using var app = await WebClient.StartAsync();
        var an = await Person.RegisterAsync(app.Address);
        var others = new List<(Person Person, string Conversation)>();
        for (var i = 0; i < Many; i++)
        {
            var other = await Person.RegisterAsync(app.Address);
            others.Add((other, await other.OpenAsync(an)));
            await other.SendAsync(others[i].Conversation, "one");
        }

        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an);
        await tab.IsLiveAsync();
        await Expect(tab.Page).ToHaveTitleAsync($"({Many}) Messaging");

        // One of those that are not loaded: it is, from now on.
        await others[0].Person.SendAsync(others[0].Conversation, "two");
        await Expect(tab.Page).ToHaveTitleAsync($"({Many + 1}) Messaging");
        (await an.Api.PutAsync($"/api/v1/conversations/{others[1].Conversation}/read", new { sequence = 1 })).Is(200);
        await Expect(tab.Page).ToHaveTitleAsync($"({Many}) Messaging");
        tab.IsQuiet();
    }

    [Fact]
    public async Task A_chat_that_is_opened_shows_at_the_other_side_with_the_first_message()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh) = (await Person.RegisterAsync(app.Address), await Person.RegisterAsync(app.Address));
        await using var anBrowser = await Chromium.NewUserAsync();
        await using var binhBrowser = await Chromium.NewUserAsync();
        var anTab = await Tab.OpenAsync(anBrowser, app.Address, an);
        var binhTab = await Tab.OpenAsync(binhBrowser, app.Address, binh);
        await anTab.IsLiveAsync();
        await binhTab.IsLiveAsync();

        await anTab.Page.GetByRole(AriaRole.Button, new() { Name = "New conversation" }).First.ClickAsync();
        await anTab.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search people" }).FillAsync(binh.UserName);
        await anTab.Page.Keyboard.PressAsync("Enter");
        await Expect(anTab.Row(binh.UserName)).ToBeVisibleAsync();
        await Expect(anTab.Composer).ToBeFocusedAsync();
        await anTab.Composer.PressSequentiallyAsync("typing shows nothing");
        // Whatever is on its way would be here before the answer to this.
        await binhTab.Page.EvaluateAsync("() => fetch('/api/v1/config')");
        Assert.Empty((await binh.Api.GetAsync("/api/v1/conversations")).Is(200).Items);
        await Expect(binhTab.Page.Locator(".sidebar li a")).ToHaveCountAsync(0);

        await anTab.SendAsync("Hello");
        await Expect(binhTab.Row(an.UserName)).ToContainTextAsync("Hello");
        await Expect(binhTab.Page).ToHaveTitleAsync("(1) Messaging");
        // Now they are contacts.
        await Expect(anTab.Row(binh.UserName)).ToContainTextAsync("Online");
        anTab.IsQuiet();
        binhTab.IsQuiet();
    }

    [Fact]
    public async Task The_search_field_of_the_list_finds_what_is_not_loaded_and_takes_keys()
    {
        await using var app = await WebClient.StartAsync();
        var (an, group) = await WithManyAsync(app);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an);
        await tab.IsLiveAsync();
        var (field, keys) = (tab.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search conversations" }), tab.Page.Keyboard);
        (await an.Api.PatchAsync($"/api/v1/conversations/{group}/me", new { archived = true })).Is(200);

        await field.FillAsync("an hội");
        await Expect(tab.Row("Chuyến đi Hội An")).ToContainTextAsync("Archived");
        await Axe.FindsNothingAsync(tab.Page, "conversations found");
        await keys.PressAsync("ArrowDown");
        await Expect(tab.Row("Chuyến đi Hội An")).ToBeFocusedAsync();
        await field.FillAsync("plan");
        await Expect(tab.Row("Plan 34")).ToBeVisibleAsync();
        await tab.Row("Plan 34").FocusAsync();
        await keys.PressAsync("End");
        await Expect(tab.Row("Plan 0")).ToBeFocusedAsync();
        await field.FillAsync("nobody is called that");
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Nothing found" })).ToBeVisibleAsync();
        await field.FillAsync("");
        await field.PressSequentiallyAsync("chuyen");
        await keys.PressAsync("Enter");

        await Expect(tab.Page.Locator("main h1")).ToHaveTextAsync("Chuyến đi Hội An");
        tab.IsQuiet();
    }

    /// <summary>Somebody with more conversations than the page loads; the first is a group of another name.</summary>
    private static async Task<(Person An, string Group)> WithManyAsync(TestApp app)
    {
        var (an, binh) = (await Person.RegisterAsync(app.Address), await Person.RegisterAsync(app.Address));
        var group = await an.OpenGroupAsync("Chuyến đi Hội An", binh);
        for (var i = 0; i < Many; i++) await an.OpenGroupAsync($"Plan {i}", binh);
        return (an, group);
    }
}
