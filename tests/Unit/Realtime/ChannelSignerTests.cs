using System.Text.Json;
using Messaging.Broker.Protocol;
using Messaging.Infrastructure.Realtime;
using Microsoft.Extensions.Options;
using Xunit;

namespace Messaging.Unit.Realtime;

public sealed class ChannelSignerTests
{
    private const string Key = "278d425bdf160c739803";
    private const string Secret = "7ad3773142a6692b25b8";
    private const string Member = """{"user_id":10,"user_info":{"name":"Mr. Channels"}}""";

    private readonly ChannelSigner _signer = new(Options.Create(new PusherOptions { AppId = "3", Key = Key, Secret = Secret }));

    [Fact]
    public void Private_channel_is_signed_without_data()
    {
        var answer = _signer.SignChannel("1234.1234", "private-foobar");

        Assert.Equal($$"""{"auth":"{{Key}}:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4"}""", JsonSerializer.Serialize(answer));
    }

    [Fact]
    public void Presence_channel_returns_the_very_text_that_was_signed()
    {
        var answer = _signer.SignChannel("1234.1234", "presence-foobar", Member);

        Assert.Equal($"{Key}:31935e7d86dba64c2a90aed31fdc61869f9b22ba9d8863bba239c03ca481bc80", answer.Auth);
        Assert.Same(Member, answer.ChannelData);
    }

    [Fact]
    public void What_the_client_parses_from_the_answer_still_matches_its_signature()
    {
        // Spaces, key order, escapes and letters outside ASCII: everything that a re-serialisation would change.
        const string data = "{ \"user_info\": {\"name\":\"Nguy\\u1ec5n Ân 👍 / <b>\"},  \"user_id\": \"7\" }";

        var sent = JsonSerializer.Serialize(_signer.SignChannel("1.1", "presence-a", data));

        using var parsed = JsonDocument.Parse(sent);
        var received = parsed.RootElement.GetProperty("channel_data").GetString();
        Assert.Equal(data, received);
        Assert.Equal($"{Key}:{PusherSignature.ForChannel(Secret, "1.1", "presence-a", received)}", parsed.RootElement.GetProperty("auth").GetString());
    }

    [Fact]
    public void User_is_signed_as_the_documentation_says()
    {
        var answer = _signer.SignUser("1234.1234", """{"id":"12345"}""");

        Assert.Equal($"{Key}:4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba", answer.Auth);
        Assert.Contains("\"user_data\":", JsonSerializer.Serialize(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1234")]
    [InlineData("1234.")]
    [InlineData(".1234")]
    [InlineData("1.2.3")]
    [InlineData("1.2\n")]
    [InlineData("\n1.2")]
    [InlineData(" 1.2")]
    [InlineData("-1.2")]
    [InlineData("1.2:private-other")]
    [InlineData("1.2::user::{\"id\":\"1\"}")]
    [InlineData("١.٢")]
    public void Socket_id_of_another_form_is_not_signed(string? socketId)
    {
        Assert.Throws<ArgumentException>(() => _signer.SignChannel(socketId!, "private-a"));
        Assert.Throws<ArgumentException>(() => _signer.SignUser(socketId!, "{}"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("private-a\n")]
    [InlineData("private-a b")]
    [InlineData("private-a:{\"user_id\":\"1\"}")]
    [InlineData("private-ä")]
    [InlineData("private-#a")]
    [InlineData("private-a/../b")]
    [InlineData("#server-to-user-1")]
    [InlineData(":user:")]
    [InlineData("open")]
    [InlineData("my-private-a")]
    [InlineData("Private-a")]
    public void Name_that_is_not_of_a_private_or_presence_channel_is_not_signed(string? channel)
    {
        Assert.Throws<ArgumentException>(() => _signer.SignChannel("1.2", channel!));
        Assert.Throws<ArgumentException>(() => _signer.SignChannel("1.2", channel!, Member));
    }

    [Theory]
    [InlineData(164, true)]
    [InlineData(165, false)]
    public void Name_may_have_164_characters(int length, bool taken)
    {
        var channel = "private-".PadRight(length, 'x');

        var thrown = Record.Exception(() => _signer.SignChannel("1.2", channel));

        Assert.Equal(taken, thrown is null);
    }

    [Fact]
    public void Presence_needs_member_data_and_private_has_none()
    {
        Assert.Throws<ArgumentException>(() => _signer.SignChannel("1.2", "presence-a"));
        Assert.Throws<ArgumentException>(() => _signer.SignChannel("1.2", "presence-a", ""));
        Assert.Throws<ArgumentException>(() => _signer.SignChannel("1.2", "private-a", Member));
        Assert.Throws<ArgumentException>(() => _signer.SignUser("1.2", ""));
    }

    [Fact]
    public void Nothing_is_signed_with_an_empty_secret()
    {
        var off = new ChannelSigner(Options.Create(new PusherOptions()));

        Assert.Throws<InvalidOperationException>(() => off.SignChannel("1.2", "private-a"));
        Assert.Throws<InvalidOperationException>(() => off.SignUser("1.2", "{}"));
    }
}
