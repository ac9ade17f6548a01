using System.Security.Claims;
using Messaging.Infrastructure.Identity.Outside;
using Xunit;

namespace Messaging.Unit.Infrastructure.Identity;

public sealed class OutsideProfileTests
{
    [Theory]
    [InlineData("name=An Lê|email=x@example.com", "An Lê", "an.le")]
    [InlineData("user_metadata={\"full_name\":\"Bình\",\"name\":\"other\"}", "Bình", "binh")]
    [InlineData("user_metadata={\"name\":\"Chi\"}|email=x@example.com", "Chi", "chi")]
    [InlineData("user_metadata={\"full_name\":7}|email=dung.le@example.com", "dung.le", "dung.le")]
    [InlineData("user_metadata=not json|email=dung@example.com", "dung", "dung")]
    [InlineData("name=  |nickname=nick", "nick", "nick")]
    [InlineData("name=a\nb|email=mail@example.com", "mail", "mail")]
    [InlineData("name=a\uFFFEb|nickname=\u200B|email=mail@example.com", "mail", "mail")]
    [InlineData("name=\u202EAn\u200F", "An", "an")]
    [InlineData("user_metadata={\"full_name\":\"\\ud83d\"}|email=dung@example.com", "dung", "dung")]
    [InlineData("user_metadata={\"full_name\":\"a\\u0000\"}|email=dung@example.com", "dung", "dung")]
    [InlineData("name=山田太郎", "山田太郎", "user-")]
    [InlineData("name=X", "X", "user-")]
    [InlineData("name=Ann.- (Sales)", "Ann.- (Sales)", "ann.sales")]
    [InlineData("email=", "User ", "user.")]
    public void Reads_a_name_and_makes_a_user_name_of_it(string claims, string displayName, string userName)
    {
        var profile = Of(claims)!;

        Assert.StartsWith(displayName, profile.DisplayName, StringComparison.Ordinal);
        Assert.StartsWith(userName, profile.UserNames().First(), StringComparison.Ordinal);
        Assert.All(profile.UserNames(), name => Assert.Matches(@"\A[a-z0-9.\-]{2,64}\z", name));
        Assert.Equal(profile.UserNames().Count(), profile.UserNames().Distinct().Count());
    }

    [Fact]
    public void Cuts_long_names_between_characters()
    {
        Assert.Equal(63, Of($"name={new string('a', 63)}😀")!.DisplayName.Length);
        Assert.Equal(64, Of($"name={new string('a', 80)}")!.DisplayName.Length);
    }

    [Theory]
    [InlineData("", "s")]
    [InlineData("https://id.example.com", "")]
    [InlineData("https://id.example.com", "ü")]
    [InlineData("https://id.example.com", "a b")]
    public void Refuses_who_cannot_be_told_apart(string issuer, string subject) => Assert.Null(Of("name=An", issuer, subject));

    private static OutsideProfile? Of(string claims, string issuer = "https://id.example.com", string subject = "s") =>
        OutsideProfile.Of(new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim("iss", issuer), new Claim("sub", subject), .. claims.Split('|').Select(claim => claim.Split('=', 2)).Select(pair => new Claim(pair[0], pair[1]))])));
}
