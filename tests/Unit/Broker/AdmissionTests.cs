using System.Net;
using Messaging.Broker.Sockets;
using Xunit;

namespace Messaging.Unit.Broker;

public sealed class AdmissionTests
{
    [Fact]
    public async Task Oldest_connection_that_is_not_authorised_makes_room()
    {
        using var fixture = new HubFixture(options => (options.RequireAuthorizedConnections, options.MaxConnections) = (true, 10));
        var joined = fixture.Connect();
        joined.Join("private-a");
        var first = fixture.Connect();
        var second = fixture.Connect();

        var third = fixture.Connect();

        Assert.Equal(4100, await first.CloseCodeAsync());
        Assert.False(joined.IsClosing || second.IsClosing || third.IsClosing);
        Assert.Equal(3, fixture.Hub.ConnectionCount);
    }

    [Fact]
    public async Task One_address_replaces_its_own_connections_only()
    {
        using var fixture = new HubFixture(options => (options.RequireAuthorizedConnections, options.MaxUnauthorizedConnectionsPerAddress) = (true, 2));
        var other = fixture.Connect(address: "b");
        var first = fixture.Connect(address: "a");
        var second = fixture.Connect(address: "a");
        second.Join("private-a");
        var third = fixture.Connect(address: "a");

        var fourth = fixture.Connect(address: "a");

        Assert.Equal(4100, await first.CloseCodeAsync());
        Assert.False(other.IsClosing || second.IsClosing || third.IsClosing || fourth.IsClosing);
    }

    [Fact]
    public void Places_of_an_address_are_free_again_when_its_connections_have_gone()
    {
        using var fixture = new HubFixture(options => options.MaxConnectionsPerAddress = 1);
        fixture.Connect(address: "a").Leave();
        fixture.Connect(address: "a");

        Assert.Null(fixture.Hub.Connect(7, "a").Connection);
        Assert.NotNull(fixture.Hub.Connect(7, "b").Connection);
    }

    [Fact]
    public async Task Signature_is_refused_on_connections_from_before_the_termination_only()
    {
        using var fixture = new HubFixture();
        var old = fixture.Connect();
        fixture.Hub.Terminate("u1");
        fixture.Hub.Tick();
        var fresh = fixture.Connect();

        old.Subscribe("presence-a", """{"user_id":"u1"}""");
        fresh.Join("presence-a", "u1");

        Assert.Equal(401, old.ExpectRefusal("presence-a"));
        Assert.Equal(4200, await old.CloseCodeAsync());
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "20010DB800010002")]
    public void Ipv6_addresses_count_by_network(string address, string counted) =>
        Assert.Equal(counted, ClientAddress.Of(IPAddress.Parse(address)));
}
