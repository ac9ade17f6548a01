using Messaging.Integration.Support;

namespace Messaging.Integration.Browser;

/// <summary>Checks what is on the screen and keeps a picture of it.</summary>
internal sealed class Screens(string name)
{
    private static readonly string Folder = Path.Combine(Node.Folder, "..", "..", "..", "artifacts", "screens");

    public string PathOf(string screen) => Path.Combine(Folder, $"{name}-{screen}.png");

    public async Task LookAsync(Tab tab, string screen)
    {
        // Elements that fade in are measured afterwards.
        await tab.Page.WaitForFunctionAsync("() => document.getAnimations().every(item => item.playState !== 'running' || item.effect.getTiming().iterations === Infinity)");
        await Axe.FindsNothingAsync(tab.Page, $"{name}, {screen}");
        await tab.Page.ScreenshotAsync(new() { Path = PathOf(screen) });
    }

    /// <summary>Something to look at: an answer, a link, unread messages, a group and somebody else.</summary>
    public static async Task<(Person An, Person Binh, string Conversation)> TalkAsync(TestApp app)
    {
        // Names that look well in the README, which shows some of these pictures.
        var an = await Person.RegisterAsync(app.Address, "minh", "Minh Nguyễn");
        var binh = await Person.RegisterAsync(app.Address, "linh", "Linh Trần");
        var conversation = await an.OpenAsync(binh);
        var chi = await Person.RegisterAsync(app.Address, displayName: "Chi Lê");
        await chi.SendAsync(await chi.OpenAsync(an), "Are you coming on Friday?");
        await chi.Api.PostAsync("/api/v1/conversations", new { kind = "group", title = "Weekend trip", memberIds = new[] { an.Id, binh.Id } });
        await an.SendAsync(conversation, "Chào bạn! The plan is at https://example.com/plan");
        await binh.SendAsync(conversation, "Thanks, I had a look. The second day is a bit full, but the rest is fine with me.");
        await binh.SendAsync(conversation, "What about the boat? 🚤");
        await an.SendAsync(conversation, "Booked.");
        await an.SendAsync(conversation, "See you there!");
        return (an, binh, conversation);
    }
}
