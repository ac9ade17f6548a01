using System.Text.RegularExpressions;
using Messaging.Integration.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>Actions on the sign-in page, and the texts of forms about their fields.</summary>
internal static class SignInForm
{
    /// <summary>Signs in and waits until changes come by push.</summary>
    public static async Task<Tab> SignInAsync(Tab tab, Person person, string password = Person.Password)
    {
        await SubmitAsync(tab, person.UserName, password);
        await tab.IsLiveAsync();
        return tab;
    }

    public static async Task SubmitAsync(Tab tab, string userName, string password)
    {
        await tab.Page.GetByLabel("User name").FillAsync(userName);
        await tab.Page.GetByLabel("Password").FillAsync(password);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
    }

    /// <summary>The field says what is wrong with it, to everybody, and has the focus.</summary>
    public static async Task IsRefusedAsync(Tab tab, string label, string error)
    {
        var field = tab.Page.GetByLabel(label, new() { Exact = true });
        await Expect(field).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(field).ToHaveAccessibleDescriptionAsync(Containing(error));
        await Expect(field).ToBeFocusedAsync();
        await Expect(tab.Page.Locator("[aria-invalid]")).ToHaveCountAsync(1);
        Assert.True(await tab.Page.Locator(".field .failure").GetByText(error).IsVisibleAsync());
    }

    /// <summary>A text with this part.</summary>
    public static Regex Containing(string part) => new(Regex.Escape(part), RegexOptions.None, TimeSpan.FromSeconds(1));
}
