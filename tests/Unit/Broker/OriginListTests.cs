using Messaging.Broker;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Messaging.Unit.Broker;

public sealed class OriginListTests
{
    [Theory]
    [InlineData("https://app.example.com", "https://app.example.com")]
    [InlineData("HTTPS://App.Example.com:443", "https://app.example.com")]
    [InlineData("http://localhost:5173", "http://localhost:5173")]
    [InlineData("http://[::1]:80", "http://[::1]")]
    [InlineData("https://bücher.example", "https://xn--bcher-kva.example")]
    [InlineData("capacitor://localhost", "capacitor://localhost")]
    [InlineData("https://*.example.com", "https://a.example.com")]
    [InlineData("https://*.example.com", "https://a-1.b_2.example.com")]
    [InlineData("https://*.example.com:8443", "https://a.example.com:8443")]
    [InlineData("http://*.localhost", "http://a.localhost")]
    [InlineData("*", "https://anything.example")]
    [InlineData("*", "null")]
    public void Entry_allows(string entry, string origin)
    {
        Assert.Empty(OriginList.Flaws("Cors:Origins", [entry]));
        Assert.True(new OriginList([entry]).Contains(origin));
    }

    [Theory]
    [InlineData("https://app.example.com", "http://app.example.com")]
    [InlineData("https://app.example.com", "https://app.example.com:8443")]
    [InlineData("https://app.example.com", "https://app.example.com.evil.com")]
    [InlineData("https://app.example.com", "https://app.example.com/")]
    [InlineData("https://app.example.com", "null")]
    [InlineData("https://*.example.com", "https://example.com")]
    [InlineData("https://*.example.com", "https://.example.com")]
    [InlineData("https://*.example.com", "https://evilexample.com")]
    [InlineData("https://*.example.com", "https://a.example.com:8443")]
    [InlineData("https://*.example.com", "http://a.example.com")]
    [InlineData("https://*.example.com", "https://evil.com/.example.com")]
    [InlineData("https://*.example.com", "https://evil.com@a.example.com")]
    [InlineData("https://*.example.com", "https://*.example.com")]
    public void Entry_does_not_allow(string entry, string origin) => Assert.False(new OriginList([entry]).Contains(origin));

    [Theory]
    [InlineData("https://a.com/", "write https://a.com.")]
    [InlineData("https://a.com:8443/chat?x#y", "write https://a.com:8443.")]
    [InlineData("https://a.com?", "write https://a.com.")]
    [InlineData("https://*.a.com/", "write https://*.a.com.")]
    [InlineData("a.com", "has no scheme: write https://a.com.")]
    [InlineData("*.a.com", "has no scheme: write https://*.a.com.")]
    [InlineData("//a.com/", "has no scheme: write https://a.com.")]
    [InlineData("localhost:5173", "has no scheme: write https://localhost:5173.")]
    [InlineData("http://*", "as in https://*.example.com, or alone")]
    [InlineData("https://*.com", "as in https://*.example.com, or alone")]
    [InlineData("https://*a.com", "as in https://*.example.com, or alone")]
    [InlineData("https://a.*.com", "as in https://*.example.com, or alone")]
    [InlineData("https://a.com:*", "as in https://*.example.com, or alone")]
    [InlineData("https://*.*.a.com", "as in https://*.example.com, or alone")]
    [InlineData("*://a.com", "as in https://*.example.com, or alone")]
    [InlineData("ftp://a.com", "the scheme of an origin is one of http, https")]
    [InlineData("https://a.com:99999", "is no origin")]
    [InlineData("https://", "is no origin")]
    [InlineData("null", "has null")]
    public void Entry_that_is_no_origin_is_named_with_what_to_write(string entry, string sentence)
    {
        var flaw = Assert.Single(OriginList.Flaws("Cors:Origins", [entry]));

        Assert.StartsWith("Cors:Origins has ", flaw, StringComparison.Ordinal);
        Assert.Contains(sentence, flaw, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_is_not_repeated()
    {
        var flaw = Assert.Single(OriginList.Flaws("Cors:Origins", ["https://an:s3cret@a.com"]));

        Assert.EndsWith("write https://a.com.", flaw, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", flaw, StringComparison.Ordinal);
    }

    [Fact]
    public void Star_stands_alone() => Assert.Contains("* beside other origins", Assert.Single(OriginList.Flaws("Cors:Origins", ["https://a.com", "*"])), StringComparison.Ordinal);

    [Fact]
    public void A_setting_is_a_list_or_one_text()
    {
        Assert.Equal(["https://a.com", "https://b.com"], Read(("Cors:Origins", " https://a.com, https://b.com ,")));
        Assert.Equal(["https://a.com", "https://b.com"], Read(("Cors:Origins:0", "https://a.com"), ("Cors:Origins:1", "https://b.com")));
        Assert.Empty(Read(("Cors:Origins", "")));
        Assert.Empty(Read());
    }

    private static IReadOnlyList<string> Read(params (string Key, string Value)[] settings) => OriginList.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build().GetSection("Cors:Origins"));
}
