using System.Text;
using Messaging.Domain.Auth;
using Messaging.Domain.Common;
using Messaging.Unit.Support;
using Xunit;

namespace Messaging.Unit.Domain;

public sealed class SessionTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private readonly Session _session;
    private readonly string _first;

    public SessionTests()
    {
        _session = Session.Start(UserId.New(People.Start), Lifetime, People.Start, out _first);
    }

    [Fact]
    public void A_token_names_its_session() => Assert.Equal(_session.Id, Session.IdOf(_first));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("0198f2a07b5c7d3e9a415c0e8f1b2d34")]
    [InlineData("0198f2a0-7b5c-7d3e-9a41-5c0e8f1b2d34.secret")]
    [InlineData("zzzzf2a07b5c7d3e9a415c0e8f1b2d34.secret")]
    public void What_is_no_token_names_none(string token) => Assert.Null(Session.IdOf(token));

    [Fact]
    public void Only_a_hash_of_the_token_is_kept()
    {
        Assert.Equal(32, _session.TokenHash.Length);
        Assert.NotEqual(Encoding.UTF8.GetBytes(_first), _session.TokenHash);
    }

    [Fact]
    public void A_refresh_replaces_the_token_and_prolongs_the_session()
    {
        var now = People.Start.AddDays(10);
        var second = _session.Refresh(_first, Lifetime, now);

        Assert.NotNull(second);
        Assert.NotEqual(_first, second);
        Assert.Equal(now + Lifetime, _session.ExpiresAt);
        Assert.NotNull(_session.Refresh(second, Lifetime, now));
    }

    [Fact]
    public void The_replaced_token_is_good_for_the_grace()
    {
        _session.Refresh(_first, Lifetime, People.Start);

        Assert.NotNull(_session.Refresh(_first, Lifetime, People.Start + Session.Grace - TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public void The_replaced_token_is_refused_after_the_grace()
    {
        _session.Refresh(_first, Lifetime, People.Start);

        Assert.Null(_session.Refresh(_first, Lifetime, People.Start + Session.Grace));
    }

    [Fact]
    public void Using_the_grace_does_not_prolong_it()
    {
        _session.Refresh(_first, Lifetime, People.Start);
        _session.Refresh(_first, Lifetime, People.Start + Session.Grace / 2);

        Assert.Null(_session.Refresh(_first, Lifetime, People.Start + Session.Grace));
    }

    [Fact]
    public void A_token_from_before_the_last_gets_the_present_one_within_its_own_grace()
    {
        var second = _session.Refresh(_first, Lifetime, People.Start)!;
        var third = _session.Refresh(second, Lifetime, People.Start.AddSeconds(30));

        Assert.Equal(third, _session.Refresh(_first, Lifetime, People.Start.AddSeconds(59)));
        Assert.Null(_session.Refresh(_first, Lifetime, People.Start.AddSeconds(60)));
        Assert.Equal(third, _session.Refresh(second, Lifetime, People.Start.AddSeconds(89)));
    }

    [Fact]
    public void An_expired_session_is_not_refreshed()
    {
        Assert.NotNull(_session.Refresh(_first, Lifetime, People.Start + Lifetime - TimeSpan.FromMilliseconds(1)));

        var other = Session.Start(_session.UserId, Lifetime, People.Start, out var token);
        Assert.Null(other.Refresh(token, Lifetime, People.Start + Lifetime));
    }

    [Fact]
    public void A_made_up_token_is_refused_and_the_good_one_stays_good()
    {
        Assert.Null(_session.Refresh($"{_session.Id:N}.made-up", Lifetime, People.Start));
        Assert.NotNull(_session.Refresh(_first, Lifetime, People.Start));
    }
}
