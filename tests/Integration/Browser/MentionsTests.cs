using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>Mentioning a member: the list behind the @, the names in the text, and the mark in the list of conversations.</summary>
[Collection(BrowserTests.Name)]
public sealed class MentionsTests
{
    [Fact]
    public async Task Member_who_is_chosen_from_the_list_is_mentioned()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, chi, group) = await TeamAsync(app.Address);
        var other = await binh.OpenAsync(an);
        await using var anBrowser = await Chromium.NewUserAsync();
        await using var binhBrowser = await Chromium.NewUserAsync();
        var anTab = await Tab.OpenAsync(anBrowser, app.Address, an, $"/c/{group}");
        var binhTab = await Tab.OpenAsync(binhBrowser, app.Address, binh, $"/c/{other}");
        await anTab.IsLiveAsync();
        await binhTab.IsLiveAsync();

        await anTab.Composer.PressSequentiallyAsync("Hi @bi");
        await Expect(Options(anTab)).ToHaveCountAsync(1);
        await Expect(Options(anTab)).ToContainTextAsync("Nguyễn Thị Bình");
        await new Screens("mentions").LookAsync(anTab, "list");
        await anTab.Composer.PressAsync("Enter");
        await Expect(anTab.Composer).ToHaveValueAsync($"Hi @{binh.UserName} ");
        await Expect(Options(anTab)).ToHaveCountAsync(0);
        // A name that is only typed, and not one of the list.
        await anTab.Composer.PressSequentiallyAsync($"and not x@{chi.UserName}, lunch?");
        await anTab.Composer.PressAsync("Enter");

        await Expect(anTab.Page.Locator(".mention")).ToHaveTextAsync($"@{binh.UserName}");
        await Expect(binhTab.Row("Team").Locator(".mention-badge")).ToBeVisibleAsync();
        await Expect(binhTab.Row("Team").Locator(".visually-hidden")).ToContainTextAsync("You are mentioned");
        await binhTab.Row("Team").ClickAsync();
        await Expect(binhTab.Page.Locator(".mention.me")).ToHaveTextAsync($"@{binh.UserName}");
        await Expect(binhTab.Row("Team").Locator(".mention-badge")).ToHaveCountAsync(0);
        await new Screens("mentions").LookAsync(binhTab, "chat");
        Assert.Equal(0, (await chi.RowAsync(group)).GetProperty("unreadMentions").GetInt32());
        anTab.IsQuiet();
        binhTab.IsQuiet();
    }

    [Fact]
    public async Task List_has_keys_and_everyone_for_owners_only()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, chi, group) = await TeamAsync(app.Address);
        await using var anBrowser = await Chromium.NewUserAsync();
        await using var binhBrowser = await Chromium.NewUserAsync();
        var owner = await Tab.OpenAsync(anBrowser, app.Address, an, $"/c/{group}");
        var member = await Tab.OpenAsync(binhBrowser, app.Address, binh, $"/c/{group}");
        await owner.IsLiveAsync();
        await member.IsLiveAsync();

        await member.Composer.PressSequentiallyAsync("@");
        await Expect(Options(member)).ToHaveCountAsync(2);
        await member.Page.GetByRole(AriaRole.Searchbox).FocusAsync();
        await Expect(Options(member)).ToHaveCountAsync(0);
        await member.Composer.FocusAsync();
        await Expect(Options(member)).ToHaveCountAsync(2);
        await member.Composer.PressAsync("Escape");
        await Expect(Options(member)).ToHaveCountAsync(0);
        await member.Composer.PressAsync("Enter");
        await Expect(member.Message("@")).ToBeVisibleAsync();

        await owner.Composer.PressSequentiallyAsync("@");
        await Expect(Options(owner)).ToHaveCountAsync(3);
        await Expect(Marked(owner)).ToHaveCountAsync(1);
        await owner.Composer.PressAsync("ArrowUp");
        await Expect(Marked(owner)).ToContainTextAsync("Everyone");
        await owner.Composer.PressAsync("Tab");
        await owner.Composer.PressSequentiallyAsync("lunch!");
        // The draft keeps whom it mentions.
        await owner.Page.ReloadAsync();
        await owner.IsLiveAsync();
        await Expect(owner.Composer).ToHaveValueAsync("@all lunch!");
        await owner.Composer.PressAsync("Enter");

        await Expect(member.Page.Locator(".mention.me")).ToHaveTextAsync("@all");
        Assert.Equal(1, (await chi.RowAsync(group)).GetProperty("unreadMentions").GetInt32());
        owner.IsQuiet();
        member.IsQuiet();
    }

    [Fact]
    public async Task Edit_adds_a_mention_and_a_phone_chooses_by_finger()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, _, group) = await TeamAsync(app.Address);
        await an.SendAsync(group, "Lunch?");
        await using var browser = await Chromium.NewUserAsync(new() { ViewportSize = new() { Width = 360, Height = 740 }, HasTouch = true, IsMobile = true });
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{group}");
        await tab.IsLiveAsync();

        await tab.Composer.FocusAsync();
        await tab.Composer.PressAsync("ArrowUp");
        await Expect(tab.Composer).ToHaveValueAsync("Lunch?");
        await tab.Composer.PressAsync("End");
        await tab.Composer.PressSequentiallyAsync(" @thi");
        await Expect(Options(tab)).ToHaveCountAsync(1);
        await new Screens("mentions").LookAsync(tab, "phone");
        await Options(tab).TapAsync();
        await tab.Composer.PressAsync("Enter");

        await Expect(tab.Page.Locator(".mention")).ToHaveTextAsync($"@{binh.UserName}");
        Assert.Equal(1, (await binh.RowAsync(group)).GetProperty("unreadMentions").GetInt32());
        tab.IsQuiet();
    }

    private static ILocator Options(Tab tab) => tab.Page.Locator("[role=option]");

    private static ILocator Marked(Tab tab) => tab.Page.Locator("[role=option][aria-selected=true]");

    private static async Task<(Person An, Person Binh, Person Chi, string Group)> TeamAsync(Uri address)
    {
        var an = await Person.RegisterAsync(address, displayName: "Trần Văn An");
        var binh = await Person.RegisterAsync(address, displayName: "Nguyễn Thị Bình");
        var chi = await Person.RegisterAsync(address, displayName: "Lê Chi");
        return (an, binh, chi, await an.OpenGroupAsync("Team", binh, chi));
    }
}
