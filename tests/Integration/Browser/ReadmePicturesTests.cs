using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>The pictures of the README, in <c>artifacts/screens</c> as <c>readme-….png</c>: copy them to <c>docs/images</c> when the client looks different.</summary>
[Collection(BrowserTests.Name)]
public sealed class ReadmePicturesTests
{
    [Fact]
    public async Task Chat_group_and_phone_have_real_names_and_no_faults()
    {
        await using var app = await WebClient.StartAsync();
        var (minh, linh, chat, group) = await TalkAsync(app.Address);
        await using var other = await Chromium.NewUserAsync();
        await using var desk = await Chromium.NewUserAsync(new() { ViewportSize = new() { Width = 1200, Height = 760 } });
        await using var phone = await Chromium.NewUserAsync(new() { ViewportSize = new() { Width = 390, Height = 780 }, IsMobile = true, HasTouch = true });
        var screens = new Screens("readme");
        // Linh is online and reads.
        var theirs = await Tab.OpenAsync(other, app.Address, linh, $"/c/{chat}");
        await theirs.IsLiveAsync();
        foreach (var context in new[] { desk, phone }) await context.AddInitScriptAsync("localStorage.setItem('messaging.notifications.dismissed', String(Date.now()))");

        var tab = await SignInForm.SignInAsync(await Tab.OpenAsync(desk, app.Address, $"/c/{chat}"), minh);
        await tab.SendAsync("See you there!");
        await Expect(tab.Page.Locator(".message-status.read").Last).ToBeVisibleAsync();
        await Expect(tab.Page.Locator(".chat-title")).ToContainTextAsync("Online");
        await screens.LookAsync(tab, "chat");
        await tab.Row("Weekend trip").ClickAsync();
        await Expect(tab.Message("See you all on Saturday!")).ToBeVisibleAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Details", Exact = true }).ClickAsync();
        await tab.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await screens.LookAsync(tab, "group");
        var mobile = await SignInForm.SignInAsync(await Tab.OpenAsync(phone, app.Address, $"/c/{group}"), minh);
        await mobile.Page.EvaluateAsync("() => localStorage.setItem('messaging.preferences', JSON.stringify({ language: 'vi' }))");
        await mobile.Page.ReloadAsync();
        await Expect(mobile.Message("See you all on Saturday!")).ToBeVisibleAsync();
        await screens.LookAsync(mobile, "phone");
        foreach (var page in new[] { tab, mobile, theirs }) page.IsQuiet();
    }

    private static async Task<(Person Minh, Person Linh, string Chat, string Group)> TalkAsync(Uri address)
    {
        var minh = await RegisterAsync("minh", "Minh Nguyễn");
        var linh = await RegisterAsync("linh", "Linh Trần");
        var chi = await RegisterAsync("chi", "Chi Lê");
        var amara = await RegisterAsync("amara", "Amara Okafor");
        var lukas = await RegisterAsync("lukas", "Lukas Weber");
        var sofia = await RegisterAsync("sofia", "Sofia Rossi");
        var omar = await RegisterAsync("omar", "Omar Haddad");
        var ines = await RegisterAsync("ines", "Inês Carvalho");
        var yuki = await RegisterAsync("yuki", "Yuki Tanaka");
        var noah = await RegisterAsync("noah", "Noah Miller");

        var recipe = await minh.OpenAsync(sofia);
        await SayAsync(recipe, (sofia, "Thank you for the recipe!"), (minh, "You are welcome."));
        (await minh.MarkReadAsync(recipe, 2)).Is(200);
        await SayAsync(await minh.OpenAsync(lukas), (minh, "Is the invoice paid?"), (lukas, "Since Monday."));
        var team = await yuki.OpenGroupAsync("Design team", minh, sofia, noah);
        await SayAsync(team, (yuki, "The new icons are in the folder."), (noah, "They look good. I like the bell."));
        (await minh.Api.PatchAsync($"/api/v1/conversations/{team}/me", new { mutedUntil = "9999-12-31T00:00:00.000Z" })).Is(200);
        await SayAsync(await amara.OpenAsync(minh), (amara, "The photos are online now."), (amara, "Let us print some of them."));
        var group = await minh.OpenGroupAsync("Weekend trip", linh, chi, amara, lukas, sofia, omar, ines, yuki);
        await SayAsync(
            group, (linh, "Who brings the tent?"), (lukas, "I have one for four people."), (amara, "And I have a small stove and two lamps."),
            (minh, "Then I bring food for everybody."), (ines, "The train leaves at 8:12 from platform 4."), (chi, "Which station do we meet at?"),
            (linh, "Central, under the clock."), (yuki, "See you all on Saturday!"));
        (await minh.MarkReadAsync(group, 9)).Is(200);
        await SayAsync(await chi.OpenAsync(minh), (chi, "Are you coming on Friday?"));
        var chat = await minh.OpenAsync(linh);
        await SayAsync(
            chat, (minh, "Chào Linh! The plan is at https://example.com/plan"),
            (linh, "Thanks, I had a look. The second day is a bit full, but the rest is fine with me."), (linh, "What about the boat?"),
            (minh, "Booked for Saturday at ten."), (minh, "There is room for all of us."), (linh, "Perfect. I bring my camera."));
        return (minh, linh, chat, group);

        Task<Person> RegisterAsync(string userName, string displayName) => Person.RegisterAsync(address, userName, displayName);

        static async Task SayAsync(string conversation, params (Person Sender, string Text)[] lines)
        {
            foreach (var (sender, text) in lines) await sender.SendAsync(conversation, text);
        }
    }
}
