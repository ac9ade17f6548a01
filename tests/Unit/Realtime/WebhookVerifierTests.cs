using System.Text;
using Messaging.Application.Realtime;
using Messaging.Broker.Protocol;
using Messaging.Infrastructure.Realtime;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Messaging.Unit.Realtime;

public sealed class WebhookVerifierTests
{
    private const string Vector = """{"time_ms":1403175510755,"events":[{"channel":"test_channel","name":"channel_vacated"}]}""";
    private const string VectorSignature = "c17257e92037cd7de407ebc1ed174ceb7b2e518db127f44411b9ffc4f5b28cc5";
    private static readonly DateTimeOffset VectorTime = DateTimeOffset.FromUnixTimeMilliseconds(1403175510755);

    private readonly FakeTimeProvider _clock = new(VectorTime);
    private readonly PusherOptions _app = new() { AppId = "3", Key = "f00d", Secret = "tofu" };

    [Fact]
    public void Published_vector_is_accepted()
    {
        var verdict = Verify(Vector, "f00d", VectorSignature);

        Assert.Null(verdict.Refusal);
        Assert.Equal(VectorTime, verdict.Webhook!.SentAt);
        Assert.Empty(verdict.Webhook.Changes);
    }

    [Fact]
    public void Members_who_come_and_go_are_reported_and_the_rest_is_passed_over()
    {
        var verdict = VerifySigned($$"""
            {"time_ms":{{_clock.GetUtcNow().ToUnixTimeMilliseconds()}},"events":[
              {"name":"channel_occupied","channel":"presence-a"},
              {"name":"member_added","channel":"presence-a","user_id":"7"},
              {"name":"member_removed","channel":"presence-a","user_id":7},
              {"name":"of_the_future","channel":"a","more":true}]}
            """);

        Assert.Equal([new MemberChange("presence-a", "7", IsPresent: true), new MemberChange("presence-a", "7", IsPresent: false)], verdict.Webhook!.Changes);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("f00")]
    [InlineData("F00D")]
    public void Unknown_key_is_refused(string? key) =>
        Assert.Equal(WebhookRefusal.UnknownKey, Verify(Vector, key, VectorSignature).Refusal);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("d17257e92037cd7de407ebc1ed174ceb7b2e518db127f44411b9ffc4f5b28cc5")]
    [InlineData("c17257e92037cd7de407ebc1ed174ceb7b2e518db127f44411b9ffc4f5b28cc5 ")]
    public void Wrong_signature_is_refused(string? signature) =>
        Assert.Equal(WebhookRefusal.BadSignature, Verify(Vector, "f00d", signature).Refusal);

    [Theory]
    [InlineData(" ", "")]
    [InlineData("", "\n")]
    public void One_byte_more_in_the_body_is_refused(string before, string after) =>
        Assert.Equal(WebhookRefusal.BadSignature, Verify(before + Vector + after, "f00d", VectorSignature).Refusal);

    [Fact]
    public void During_a_rotation_each_key_goes_with_its_own_secret_only()
    {
        (_app.Key, _app.Secret, _app.PreviousKey, _app.PreviousSecret) = ("new", "new-secret", "f00d", "tofu");
        var byNew = PusherSignature.ForWebhook("new-secret", Encoding.UTF8.GetBytes(Vector));

        Assert.NotNull(Verify(Vector, "f00d", VectorSignature).Webhook);
        Assert.NotNull(Verify(Vector, "new", byNew).Webhook);
        Assert.Equal(WebhookRefusal.BadSignature, Verify(Vector, "new", VectorSignature).Refusal);
        Assert.Equal(WebhookRefusal.BadSignature, Verify(Vector, "f00d", byNew).Refusal);
    }

    [Theory]
    [InlineData(600, true)]
    [InlineData(601, false)]
    [InlineData(-600, true)]
    [InlineData(-601, false)]
    public void Window_is_ten_minutes_both_ways(int seconds, bool accepted)
    {
        var at = new FakeTimeProvider(VectorTime.AddSeconds(seconds));
        var verdict = new WebhookVerifier(Options.Create(_app), at).Verify(Encoding.UTF8.GetBytes(Vector), "f00d", VectorSignature);

        Assert.Equal(accepted ? null : WebhookRefusal.Stale, verdict.Refusal);
    }

    [Fact]
    public void Window_is_an_option()
    {
        _app.WebhookWindowSeconds = 30;
        _clock.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal(WebhookRefusal.Stale, Verify(Vector, "f00d", VectorSignature).Refusal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("{}")]
    [InlineData("""{"time_ms":"soon","events":[]}""")]
    [InlineData("""{"time_ms":9223372036854775807,"events":[]}""")]
    [InlineData("""{"time_ms":1e400,"events":[]}""")]
    [InlineData("""{"time_ms":1403175510755}""")]
    [InlineData("""{"time_ms":1403175510755,"events":{}}""")]
    [InlineData("""{"time_ms":1403175510755,"events":[1]}""")]
    [InlineData("""{"time_ms":1403175510755,"events":[{"name":"member_added"}]}""")]
    [InlineData("""{"time_ms":1403175510755,"events":[{"name":null,"channel":"a"}]}""")]
    [InlineData("""{"time_ms":1403175510755,"events":[{"name":"subscription_count","channel":"a","subscription_count":"x"}]}""")]
    public void Signed_nonsense_is_malformed(string body) =>
        Assert.Equal(WebhookRefusal.Malformed, VerifySigned(body).Refusal);

    [Fact]
    public void Bytes_that_are_no_text_are_malformed()
    {
        byte[] body = [0xff, 0xfe, 0x00, 0x80];

        Assert.Equal(WebhookRefusal.Malformed, Verifier().Verify(body, "f00d", PusherSignature.ForWebhook("tofu", body)).Refusal);
    }

    [Fact]
    public void Nobody_can_sign_for_an_app_without_a_secret()
    {
        (_app.Key, _app.Secret) = ("", "");

        Assert.Equal(WebhookRefusal.NotConfigured, Verify(Vector, "", PusherSignature.ForWebhook("", Encoding.UTF8.GetBytes(Vector))).Refusal);
    }

    [Fact]
    public void Previous_key_without_a_secret_lets_nobody_in()
    {
        (_app.PreviousKey, _app.PreviousSecret) = ("old", "");

        Assert.Equal(WebhookRefusal.UnknownKey, Verify(Vector, "old", PusherSignature.ForWebhook("", Encoding.UTF8.GetBytes(Vector))).Refusal);
    }

    private WebhookVerifier Verifier() => new(Options.Create(_app), _clock);

    private WebhookVerdict Verify(string body, string? key, string? signature) => Verifier().Verify(Encoding.UTF8.GetBytes(body), key, signature);

    private WebhookVerdict VerifySigned(string body) => Verify(body, "f00d", PusherSignature.ForWebhook("tofu", Encoding.UTF8.GetBytes(body)));
}
