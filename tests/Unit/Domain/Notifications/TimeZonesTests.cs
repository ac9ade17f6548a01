using System.Reflection;
using Messaging.Domain.Notifications;
using Xunit;

namespace Messaging.Unit.Domain.Notifications;

public sealed class TimeZonesTests
{
    [Theory]
    [InlineData("Asia/Calcutta", 330)]
    [InlineData("Asia/Saigon", 420)]
    [InlineData("Asia/Katmandu", 345)]
    [InlineData("Asia/Rangoon", 390)]
    [InlineData("America/Buenos_Aires", -180)]
    [InlineData("Africa/Asmera", 180)]
    [InlineData("Pacific/Truk", 600)]
    public void Names_that_browsers_report_are_known(string name, int minutes)
    {
        var (found, zone) = TimeZones.Find(name)!.Value;

        Assert.Equal((name, minutes), (found, (int)zone.BaseUtcOffset.TotalMinutes));
        Assert.Equal(name, DoNotDisturb.FindTimeZone(name));
    }

    /// <summary>On every host, each old name leads to a zone with the same offset as its present name.</summary>
    [Fact]
    public void Every_old_name_has_a_present_one_that_exists()
    {
        var lines = ((string)typeof(TimeZones).GetField("Replaced", BindingFlags.NonPublic | BindingFlags.Static)!.GetRawConstantValue()!).Split('\n');

        Assert.True(lines.Length > 90);
        Assert.All(lines, line =>
        {
            var names = line.Split(' ');
            Assert.All(names, name => Assert.Equal(TimeZones.Find(names[0])!.Value.Zone.BaseUtcOffset, TimeZones.Find(name)!.Value.Zone.BaseUtcOffset));
        });
    }

    [Theory]
    [InlineData("Asia/Nowhere")]
    [InlineData("")]
    [InlineData("SE Asia Standard Time")]
    public void Others_are_not(string name) => Assert.Null(TimeZones.Find(name));
}
