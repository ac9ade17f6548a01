using Messaging.Integration.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>Actions of owners and members of a group in the user interface.</summary>
[Collection(BrowserTests.Name)]
public sealed class GroupTests
{
    [Fact]
    public async Task An_owner_runs_the_group_and_a_member_leaves_it()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, _) = await Person.PairAsync(app.Address);
        var chi = await Person.RegisterAsync(app.Address, displayName: "Chi Lê");
        await using var anBrowser = await Chromium.NewUserAsync();
        await using var binhBrowser = await Chromium.NewUserAsync();
        var anTab = await Tab.OpenAsync(anBrowser, app.Address, an);
        var binhTab = await Tab.OpenAsync(binhBrowser, app.Address, binh);
        await anTab.IsLiveAsync();
        await binhTab.IsLiveAsync();

        await Button(anTab, "New conversation").ClickAsync();
        await Button(anTab, "New group").ClickAsync();
        await anTab.Page.GetByLabel("Group name").FillAsync("Trip");
        await ChooseAsync(anTab, binh.UserName);
        await Button(anTab, "Create group").ClickAsync();
        await Expect(anTab.Page.Locator("main h1")).ToHaveTextAsync("Trip");
        await binhTab.Row("Trip").ClickAsync();
        await Expect(binhTab.Page.Locator(".chat-title")).ToContainTextAsync("2 members");

        await Button(anTab, "Details").ClickAsync();
        await Button(anTab, "Rename").ClickAsync();
        await anTab.Page.GetByLabel("Group name").FillAsync("Weekend trip");
        await Button(anTab, "Save").ClickAsync();
        await Expect(binhTab.Page.Locator("main h1")).ToHaveTextAsync("Weekend trip");

        await Button(anTab, "Add people").ClickAsync();
        await ChooseAsync(anTab, chi.UserName);
        await Button(anTab, "Add").ClickAsync();
        await Expect(anTab.Page.Locator(".details .person").Filter(new() { HasText = "Chi Lê" })).ToBeVisibleAsync();
        await Expect(binhTab.Page.Locator(".chat-title")).ToContainTextAsync("3 members");

        await Button(anTab, "Actions for Chi Lê").ClickAsync();
        await Item(anTab, "Remove Chi Lê").ClickAsync();
        await Button(anTab, "Remove").ClickAsync();
        await Expect(binhTab.Page.Locator(".chat-title")).ToContainTextAsync("2 members");

        await Button(anTab, $"Actions for {binh.UserName}").ClickAsync();
        await Item(anTab, $"Make {binh.UserName} an owner").ClickAsync();
        await Expect(anTab.Page.Locator(".details .chip")).ToHaveTextAsync(["Owner", "Owner"]);
        await Button(binhTab, "Details").ClickAsync();
        await Button(binhTab, $"Actions for {an.UserName}").ClickAsync();
        await Item(binhTab, $"Make {an.UserName} a member again").ClickAsync();
        await Expect(Button(anTab, "Add people")).ToHaveCountAsync(0);
        await binhTab.Page.Keyboard.PressAsync("Escape");

        await Button(anTab, "Leave group").ClickAsync();
        await anTab.Page.Locator("dialog").GetByRole(AriaRole.Button, new() { Name = "Leave group" }).ClickAsync();
        await Expect(anTab.Row("Weekend trip")).ToHaveCountAsync(0);
        await Expect(anTab.Page).ToHaveURLAsync(app.Address.ToString());
        await Expect(binhTab.Page.Locator(".chat-title")).ToContainTextAsync("1 member");
        await Expect(binhTab.Page.Locator(".history")).ToContainTextAsync($"{an.UserName} left");
        anTab.IsQuiet();
        binhTab.IsQuiet();
    }

    [Fact]
    public async Task New_group_says_what_is_missing_and_two_presses_make_one()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, _) = await Person.PairAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an);
        await tab.IsLiveAsync();
        await Button(tab, "New conversation").ClickAsync();
        await Button(tab, "New group").ClickAsync();
        var name = tab.Page.GetByLabel("Group name");
        var people = tab.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search people" });

        await Button(tab, "Create group").ClickAsync();
        await Expect(name).ToBeFocusedAsync();
        await Expect(name).ToHaveAccessibleDescriptionAsync("Fill in this field.");
        await Expect(people).ToHaveAccessibleDescriptionAsync("Choose at least one person.");
        await Axe.FindsNothingAsync(tab.Page, "new group with errors");
        await name.FillAsync("Trip");
        await ChooseAsync(tab, binh.UserName);

        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = 0;
        await tab.Page.RouteAsync("**/api/v1/conversations", async route =>
        {
            if (route.Request.Method == "POST")
            {
                Interlocked.Increment(ref calls);
                await answer.Task;
            }

            await route.ContinueAsync();
        });
        await name.PressAsync("Enter");
        await name.PressAsync("Enter");
        await Button(tab, "Create group").ClickAsync(new() { Force = true });
        answer.SetResult();
        await Expect(tab.Page.Locator("main h1")).ToHaveTextAsync("Trip");
        Assert.Equal(1, calls);
        await Expect(tab.Row("Trip")).ToHaveCountAsync(1);
    }

    private static ILocator Button(Tab tab, string name) => tab.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static ILocator Item(Tab tab, string name) => tab.Page.GetByRole(AriaRole.Menuitem, new() { Name = name, Exact = true });

    private static async Task ChooseAsync(Tab tab, string userName)
    {
        await tab.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search people" }).FillAsync(userName);
        await tab.Page.GetByRole(AriaRole.Checkbox).CheckAsync();
    }
}
