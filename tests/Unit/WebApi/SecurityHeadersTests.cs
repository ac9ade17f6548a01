using Messaging.Application.Realtime;
using Messaging.WebApi.Security;
using Xunit;

namespace Messaging.Unit.WebApi;

public sealed class SecurityHeadersTests
{
    public static TheoryData<PushConfigView?, string> Cases => new()
    {
        { null, "'self'" },
        { new PushConfigView("pusher", "key", "eu", null, 80, 443, true), "'self' wss://ws-eu.pusher.com:443" },
        { new PushConfigView("pusher", "key", "eu", null, 80, 443, false), "'self' wss://ws-eu.pusher.com:443 ws://ws-eu.pusher.com:80" },
        { new PushConfigView("pusher", "key", null, "push.example.com", 6001, 443, false), "'self' wss://push.example.com:443 ws://push.example.com:6001" },
        { new PushConfigView("embedded", "key", null, "chat.example.com", 443, 443, true), "'self' wss://chat.example.com:443" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Page_may_connect_to_its_push_service_and_nowhere_else(PushConfigView? push, string connect) =>
        Assert.Contains($"; connect-src {connect};", SecurityHeaders.PagePolicy(push), StringComparison.Ordinal);
}
