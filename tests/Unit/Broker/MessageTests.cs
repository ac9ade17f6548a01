using Xunit;

namespace Messaging.Unit.Broker;

public sealed class MessageTests
{
    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"event":1}""")]
    [InlineData("""{"event":""}""")]
    [InlineData("""{"event":"\ud800"}""")]
    [InlineData("""{"event":"client-a","channel":"private-a","data":"\udc00"}""")]
    [InlineData("""{"event":"pusher:subscribe","data":{"channel":"\ud800"}}""")]
    [InlineData("""{"event":"pusher:subscribe","data":"{broken"}""")]
    [InlineData("""{"event":"unknown"}""")]
    public void Malformed_message_is_an_error_and_the_connection_stays(string text)
    {
        using var fixture = new HubFixture();
        var client = fixture.Connect();

        client.SendText(text);
        Assert.Null(client.ExpectError());

        client.SendText("""{"event":"pusher:ping"}""");
        client.Expect("pusher:pong");
        Assert.False(client.IsClosing);
    }

    [Fact]
    public void Deep_nesting_is_an_error()
    {
        using var fixture = new HubFixture();
        var client = fixture.Connect();

        client.SendText($$"""{"event":"client-a","channel":"private-a","data":{{new string('[', 10_000)}}{{new string(']', 10_000)}}}""");

        Assert.Null(client.ExpectError());
    }

    [Theory]
    [InlineData("""{"event":"pusher:subscribe"}""")]
    [InlineData("""{"event":"pusher:subscribe","data":null}""")]
    [InlineData("""{"event":"pusher:subscribe","data":[]}""")]
    [InlineData("""{"event":"pusher:subscribe","data":"text"}""")]
    [InlineData("""{"event":"pusher:subscribe","data":{"channel":5}}""")]
    public void Subscribe_without_a_channel_is_refused(string text)
    {
        using var fixture = new HubFixture();
        var client = fixture.Connect();

        client.SendText(text);

        Assert.Equal(400, client.ExpectRefusal(""));
    }

    [Fact]
    public void Before_protocol_6_the_close_code_comes_in_a_frame_too()
    {
        using var fixture = new HubFixture();
        var old = fixture.Connect(protocol: 5);
        var current = fixture.Connect(protocol: 6);
        old.SignIn("""{"id":"u"}""");
        old.Expect("pusher:signin_success");
        current.SignIn("""{"id":"u"}""");
        current.Expect("pusher:signin_success");

        fixture.Hub.Terminate("u");

        Assert.Equal(4009, old.ExpectError());
        current.ExpectNothing();
    }
}
