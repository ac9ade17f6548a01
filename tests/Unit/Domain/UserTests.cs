using CsCheck;
using Messaging.Domain.Users;
using Messaging.Unit.Support;
using Xunit;

namespace Messaging.Unit.Domain;

public sealed class UserTests
{
    [Theory]
    [InlineData("Nguyễn Thị Ánh", "NGUYEN THI ANH")]
    [InlineData("  đông Đà ", "DONG DA")]
    [InlineData("Ngu\u0079e\u0302\u0303n", "NGUYEN")] // decomposed, as macOS types it
    [InlineData("José Ünal Žižek", "JOSE UNAL ZIZEK")]
    [InlineData("陳小明", "陳小明")]
    [InlineData("", "")]
    public void Search_ignores_case_and_diacritics(string text, string key) => Assert.Equal(key, SearchKey.Of(text));

    [Fact]
    public void The_key_of_a_key_is_the_key() =>
        Gen.String[Gen.Char[' ', '\u1eff'], 0, 40].Sample(text => Assert.Equal(SearchKey.Of(text), SearchKey.Of(SearchKey.Of(text))));

    [Fact]
    public void The_beginning_of_a_name_finds_it() =>
        Assert.StartsWith(SearchKey.Of("nguyen t"), SearchKey.Of("Nguyễn Thị Ánh"), StringComparison.Ordinal);

    [Fact]
    public void Renaming_changes_what_is_searched_and_keeps_the_user_name()
    {
        var user = new User(Messaging.Domain.Common.UserId.New(People.Start), "An.Nguyen", "An", People.Start);
        user.Rename("  Ánh ");

        Assert.Equal(("An.Nguyen", "Ánh", "AN.NGUYEN", "ANH"), (user.UserName, user.DisplayName, user.UserNameKey, user.DisplayNameKey));
    }

    [Fact]
    public void Revisions_are_one_two_three()
    {
        var user = new User(Messaging.Domain.Common.UserId.New(People.Start), "an", "An", People.Start);

        Assert.Equal([1L, 2L, 3L], [user.NextRevision(), user.NextRevision(), user.NextRevision()]);
    }
}
