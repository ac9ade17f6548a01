using System.Net;
using System.Text;
using Messaging.Application.Realtime;
using Messaging.Broker.Protocol;
using Messaging.Infrastructure.Realtime;
using Messaging.Infrastructure.Realtime.Pusher;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Messaging.Unit.Realtime;

/// <summary>The requests on the wire, compared with the worked examples of the documentation.</summary>
public sealed class PusherPublisherTests : IDisposable
{
    private readonly Recorder _wire = new();

    public void Dispose() => _wire.Dispose();

    [Fact]
    public async Task Trigger_is_byte_for_byte_the_request_of_the_documentation()
    {
        await Publisher().PublishAsync([new("project-3", "foo", """{"some":"data"}""")], TestContext.Current.CancellationToken);

        Assert.Equal("""{"name":"foo","channels":["project-3"],"data":"{\"some\":\"data\"}"}""", _wire.Body);
        Assert.Equal(
            "POST https://api-eu.pusher.com/apps/3/events?auth_key=278d425bdf160c739803"
            + "&auth_signature=da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c"
            + "&auth_timestamp=1353088179&auth_version=1.0&body_md5=ec365a775a4cd0599faeb73354201b6f",
            _wire.Line);
        Assert.Equal("application/json", _wire.ContentType);
    }

    [Fact]
    public async Task Batch_keeps_the_order_and_names_the_socket_to_leave_out()
    {
        await Publisher().PublishAsync([new("a", "x", "1", "1.2"), new("b", "y", "\"ễ👍\"")], TestContext.Current.CancellationToken);

        Assert.StartsWith("POST https://api-eu.pusher.com/apps/3/batch_events?", _wire.Line, StringComparison.Ordinal);
        Assert.Equal("""{"batch":[{"name":"x","channel":"a","data":"1","socket_id":"1.2"},{"name":"y","channel":"b","data":"\"ễ\uD83D\uDC4D\""}]}""", _wire.Body);
    }

    [Fact]
    public async Task Question_for_channels_has_no_body_and_escapes_only_the_address()
    {
        await Publisher().GetOccupiedChannelsAsync("presence-user-@=", TestContext.Current.CancellationToken);

        Assert.Contains("&filter_by_prefix=presence-user-%40%3D", _wire.Line, StringComparison.Ordinal);
        Assert.DoesNotContain("body_md5", _wire.Line, StringComparison.Ordinal);
        Assert.Null(_wire.Body);
        var signed = PusherSignature.ForRequest("7ad3773142a6692b25b8", "GET", "/apps/3/channels",
        [
            new("auth_key", "278d425bdf160c739803"), new("auth_timestamp", "1353088179"), new("auth_version", "1.0"), new("filter_by_prefix", "presence-user-@="),
        ]);
        Assert.Contains(signed, _wire.Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_over_a_limit_is_answered_without_a_request()
    {
        var result = await Publisher().PublishAsync([new("a", "x", new string('x', 10_241))], TestContext.Current.CancellationToken);

        Assert.Equal(PublishOutcome.TooLarge, result.Outcome);
        Assert.Null(_wire.Line);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData("a\n")]
    public async Task User_id_cannot_change_the_path(string userId)
    {
        var result = await Publisher().TerminateConnectionsAsync(userId, TestContext.Current.CancellationToken);

        Assert.Equal(PublishOutcome.Rejected, result.Outcome);
        Assert.Null(_wire.Line);
    }

    private PusherPublisher Publisher()
    {
        var app = new PusherOptions { AppId = "3", Key = "278d425bdf160c739803", Secret = "7ad3773142a6692b25b8", Cluster = "eu" };
        var clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1353088179));
        return new PusherPublisher(new HttpClient(_wire) { BaseAddress = app.ApiAddress() }, Options.Create(app), clock, NullLogger<PusherPublisher>.Instance);
    }

    private sealed class Recorder : HttpMessageHandler
    {
        public string? Line { get; private set; }

        public string? Body { get; private set; }

        public string? ContentType { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Line = $"{request.Method} {request.RequestUri!.AbsoluteUri}";
            Body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
            ContentType = request.Content?.Headers.ContentType?.ToString();
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("""{"channels":{}}""", Encoding.UTF8, "application/json") };
        }
    }
}
