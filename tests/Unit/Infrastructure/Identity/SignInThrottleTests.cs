using Messaging.Infrastructure.Identity;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Messaging.Unit.Infrastructure.Identity;

public sealed class SignInThrottleTests
{
    private const string Home = "203.0.113.7";
    private const string Elsewhere = "198.51.100.9";

    private readonly FakeTimeProvider _time = new();
    private readonly SignInThrottle _throttle;

    public SignInThrottleTests() => _throttle = new SignInThrottle(Options.Create(new AuthOptions()), _time);

    [Fact]
    public void Tenth_wrong_password_closes_the_address_for_the_name()
    {
        for (var i = 1; i <= 9; i++) Assert.Null(_throttle.Failed("AN", Home));

        Assert.Equal(TimeSpan.FromSeconds(300), _throttle.Failed("AN", Home));
        Assert.Equal(TimeSpan.FromSeconds(300), _throttle.Wait("AN", Home));
        Assert.Null(_throttle.Wait("AN", Elsewhere));
        Assert.Null(_throttle.Wait("BINH", Home));
    }

    [Fact]
    public void Delay_grows_up_to_an_hour()
    {
        for (var i = 1; i <= 10; i++) _throttle.Failed("AN", Home);
        var delays = new List<double>();
        for (var i = 0; i < 6; i++)
        {
            _time.Advance(_throttle.Wait("AN", Home)!.Value);
            Assert.Null(_throttle.Wait("AN", Home));
            delays.Add(_throttle.Failed("AN", Home)!.Value.TotalSeconds);
        }

        Assert.Equal([600, 1200, 2400, 3600, 3600, 3600], delays);
    }

    [Fact]
    public void Right_password_starts_anew()
    {
        for (var i = 1; i <= 9; i++) _throttle.Failed("AN", Home);
        _throttle.Succeeded("AN", Home);

        for (var i = 1; i <= 9; i++) Assert.Null(_throttle.Failed("AN", Home));
    }

    [Fact]
    public void Guesses_from_everywhere_leave_few_tries_to_each_address_and_never_none()
    {
        for (var i = 0; i < 200; i++) _throttle.Failed("AN", $"10.0.{i / 250}.{i % 250}");

        Assert.Null(_throttle.Wait("AN", Home));
        Assert.Null(_throttle.Failed("AN", Home));
        Assert.Null(_throttle.Failed("AN", Home));
        Assert.NotNull(_throttle.Failed("AN", Home));
    }

    [Fact]
    public void Flood_of_names_neither_fills_the_memory_nor_opens_what_is_closed()
    {
        for (var i = 1; i <= 10; i++) _throttle.Failed("AN", Home);
        for (var i = 0; i < 60_000; i++) _throttle.Failed($"NAME{i}", Elsewhere);

        Assert.NotNull(_throttle.Wait("AN", Home));
        Assert.True(_throttle.Counters <= 50_001, $"{_throttle.Counters} counters");
    }
}
