using Messaging.Infrastructure.Identity.Passwords;
using Xunit;

namespace Messaging.Unit.Infrastructure.Identity;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("password")]
    [InlineData("Password1")]
    [InlineData("P@ssw0rd")]
    [InlineData("p@$$w0rd!")]
    [InlineData("12345678")]
    [InlineData("qwertyuiop")]
    [InlineData("Summer2024!")]
    [InlineData("iloveyou123")]
    [InlineData("messaging1")]
    [InlineData("Administrator1!")]
    [InlineData("nguyen.van.an")]
    [InlineData("NguyenVanAn1!")]
    [InlineData("nguyễnvănan99")]
    [InlineData("van-anh-tran")]
    [InlineData("Trần Vân Anh 1")]
    public void Passwords_that_are_guessed_first_are_refused(string password) =>
        Assert.NotNull(PasswordRules.Flaw(password, "nguyen.van.an", "Trần Vân Anh"));

    [Theory]
    [InlineData("correct horse battery")]
    [InlineData("correct horse")]
    [InlineData("battery staple")]
    [InlineData("another horse entirely")]
    [InlineData("load-test-password")]
    [InlineData("sunshine over 48 hills")]
    [InlineData("mật khẩu của tôi")]
    [InlineData("x7#kqPz2")]
    [InlineData("\uFFFE is no letter")]
    [InlineData("anna and the river")]
    public void Others_are_taken(string password) => Assert.Null(PasswordRules.Flaw(password, "anna", "An"));
}
