using Messaging.Domain.Notifications;
using Xunit;

namespace Messaging.Unit.Domain.Notifications;

public sealed class MentionsTests
{
    [Theory]
    [InlineData("@an")]
    [InlineData("Hi @an")]
    [InlineData("@an, look")]
    [InlineData("Ask @an.")]
    [InlineData("Ask @an...")]
    [InlineData("Hi @AN!")]
    [InlineData("(@an)")]
    [InlineData("one\n@an\ntwo")]
    [InlineData("bob@an.vn, but also @an")]
    [InlineData("@anna @an")]
    [InlineData("你好@an你好")]
    [InlineData("@an🎉")]
    [InlineData("🎉@an")]
    public void A_user_is_named_by_an_at_sign_and_the_user_name(string text) => Assert.True(Mentions.Names(text, "an"));

    [Theory]
    [InlineData("an")]
    [InlineData("@ an")]
    [InlineData("@anna")]
    [InlineData("@an.b")]
    [InlineData("@an-b")]
    [InlineData("@an_b")]
    [InlineData("@an@example.com")]
    [InlineData("@an2")]
    [InlineData("@a\u0301n")]
    [InlineData("@ân")]
    [InlineData("@anà")]
    [InlineData("@an\u0300")]
    [InlineData("mail@an")]
    [InlineData("mail@an.vn")]
    [InlineData("é@an")]
    [InlineData("7@an")]
    [InlineData("@@an")]
    [InlineData("@")]
    [InlineData("")]
    public void Words_addresses_and_longer_names_name_somebody_else_or_nobody(string text) => Assert.False(Mentions.Names(text, "an"));

    [Theory]
    [InlineData("Ask @an.nguyen-2.", "an.nguyen-2")]
    [InlineData("@an@example.com!", "an@example.com")]
    [InlineData("@an+x", "an+x")]
    [InlineData("@_", "_")]
    public void Names_may_contain_punctuation(string text, string userName) => Assert.True(Mentions.Names(text, userName));
}
