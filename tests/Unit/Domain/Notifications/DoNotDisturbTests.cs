using System.Globalization;
using Messaging.Domain.Notifications;
using Xunit;

namespace Messaging.Unit.Domain.Notifications;

public sealed class DoNotDisturbTests
{
    [Theory]
    [InlineData("21:59:59.999", false)]
    [InlineData("22:00", true)]
    [InlineData("23:59:59.999", true)]
    [InlineData("00:00", true)]
    [InlineData("06:59:59.999", true)]
    [InlineData("07:00", false)]
    [InlineData("12:00", false)]
    public void A_window_over_midnight_is_quiet_from_its_first_minute_until_before_its_end(string time, bool quiet) =>
        Assert.Equal(quiet, Window("22:00", "07:00").IsQuiet(At($"2026-03-10T{time}Z")));

    [Theory]
    [InlineData("12:59:59.999", false)]
    [InlineData("13:00", true)]
    [InlineData("13:29:59.999", true)]
    [InlineData("13:30", false)]
    [InlineData("00:00", false)]
    public void A_window_within_a_day_is_quiet_only_there(string time, bool quiet) =>
        Assert.Equal(quiet, Window("13:00", "13:30").IsQuiet(At($"2026-03-10T{time}Z")));

    [Theory]
    [InlineData("22:00", "00:00", "23:59:59.999", true)]
    [InlineData("22:00", "00:00", "00:00", false)]
    [InlineData("00:00", "07:00", "00:00", true)]
    [InlineData("00:00", "07:00", "23:59", false)]
    public void Midnight_can_be_either_end(string from, string to, string time, bool quiet) =>
        Assert.Equal(quiet, Window(from, to).IsQuiet(At($"2026-03-10T{time}Z")));

    [Theory]
    [InlineData("00:00")]
    [InlineData("08:59:59.999")]
    [InlineData("09:00")]
    [InlineData("23:59")]
    public void The_same_time_twice_is_the_whole_day(string time) =>
        Assert.True(Window("09:00", "09:00").IsQuiet(At($"2026-03-10T{time}Z")));

    [Fact]
    public void Hours_that_are_not_enabled_are_not_quiet() =>
        Assert.False((Window("09:00", "09:00") with { Enabled = false }).IsQuiet(At("2026-03-10T12:00Z")));

    [Theory]
    [InlineData("2026-03-10T14:59:59.999Z", false)] // 21:59 in Vietnam
    [InlineData("2026-03-10T15:00Z", true)] // 22:00
    [InlineData("2026-03-10T22:00+07:00", true)]
    [InlineData("2026-03-10T23:59Z", true)] // 06:59 on the next day
    [InlineData("2026-03-11T00:00Z", false)] // 07:00
    public void The_users_wall_clock_counts_and_not_the_servers(string now, bool quiet) =>
        Assert.Equal(quiet, Window("22:00", "07:00", "Asia/Ho_Chi_Minh").IsQuiet(At(now)));

    // New York, 8 March 2026: 02:00 EST is followed by 03:00 EDT.
    [Theory]
    [InlineData("22:00", "07:00", "2026-03-08T11:00Z", false)] // 07:00 EDT; the day before, 06:00 EST
    [InlineData("22:00", "07:00", "2026-03-08T10:59Z", true)] // 06:59 EDT
    [InlineData("22:00", "07:00", "2026-03-07T11:59Z", true)] // 06:59 EST
    [InlineData("22:00", "02:30", "2026-03-08T06:59:59Z", true)] // 01:59 EST
    [InlineData("22:00", "02:30", "2026-03-08T07:00Z", false)] // 03:00 EDT: the end was jumped over
    [InlineData("02:30", "07:00", "2026-03-08T06:59:59Z", false)] // 01:59 EST
    [InlineData("02:30", "07:00", "2026-03-08T07:00Z", true)] // 03:00 EDT: so was the beginning
    [InlineData("02:15", "02:45", "2026-03-08T07:00Z", false)] // the whole window is not there on this day
    public void When_clocks_go_forward_the_window_follows_the_wall_clock(string from, string to, string now, bool quiet) =>
        Assert.Equal(quiet, Window(from, to, "America/New_York").IsQuiet(At(now)));

    // New York, 1 November 2026: 01:59 EDT is followed by 01:00 EST.
    [Theory]
    [InlineData("22:00", "07:00", "2026-11-01T11:59Z", true)] // 06:59 EST
    [InlineData("22:00", "07:00", "2026-11-01T12:00Z", false)] // 07:00 EST
    [InlineData("01:15", "01:45", "2026-11-01T05:30Z", true)] // 01:30 EDT
    [InlineData("01:15", "01:45", "2026-11-01T06:00Z", false)] // 01:00 EST
    [InlineData("01:15", "01:45", "2026-11-01T06:30Z", true)] // 01:30 EST
    [InlineData("22:00", "01:00", "2026-11-01T04:59Z", true)] // 00:59 EDT
    [InlineData("22:00", "01:00", "2026-11-01T06:00Z", false)] // 01:00 EST
    public void When_clocks_go_back_the_window_follows_the_wall_clock(string from, string to, string now, bool quiet) =>
        Assert.Equal(quiet, Window(from, to, "America/New_York").IsQuiet(At(now)));

    [Fact]
    public void Half_hour_zones_are_right()
    {
        Assert.True(Window("22:00", "07:00", "Asia/Kolkata").IsQuiet(At("2026-03-10T16:30Z")));
        Assert.False(Window("22:00", "07:00", "Asia/Kolkata").IsQuiet(At("2026-03-10T16:29Z")));
    }

    [Fact]
    public void A_zone_that_is_no_longer_known_counts_as_UTC() =>
        Assert.True(Window("22:00", "07:00", "Atlantis/Capital").IsQuiet(At("2026-03-10T22:00Z")));

    [Theory]
    [InlineData("Asia/Ho_Chi_Minh", "Asia/Ho_Chi_Minh")]
    [InlineData("UTC", "UTC")]
    [InlineData("Atlantis/Capital", null)]
    [InlineData("SE Asia Standard Time", null)]
    [InlineData("+07:00", null)]
    [InlineData("../../etc/passwd", null)]
    [InlineData("", null)]
    public void Only_names_of_the_IANA_list_are_zones(string name, string? found) => Assert.Equal(found, DoNotDisturb.FindTimeZone(name));

    private static DoNotDisturb Window(string from, string to, string timeZone = "UTC") =>
        new(Enabled: true, TimeOnly.Parse(from, CultureInfo.InvariantCulture), TimeOnly.Parse(to, CultureInfo.InvariantCulture), timeZone);

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
}
