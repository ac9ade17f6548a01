using System.Text.Json.Nodes;
using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Notifications;

public sealed class PreferencesTests
{
    private const string Path = "/api/v1/me/notification-preferences";

    private const string Defaults =
        """{"level":"all","preview":true,"sound":true,"doNotDisturb":{"enabled":false,"from":"22:00","to":"07:00","timeZone":"UTC"},"snoozedUntil":null}""";

    private const string Changed =
        """{"level":"mentions","preview":false,"sound":false,"doNotDisturb":{"enabled":true,"from":"21:30","to":"06:15","timeZone":"Asia/Ho_Chi_Minh"},"snoozedUntil":"2030-01-31T09:15:02.123Z"}""";

    [Theory, EachDatabase]
    public async Task Preferences_are_the_defaults_until_they_are_saved_as_a_whole(DatabaseKind database)
    {
        var (an, binh) = (await Person.NewAsync(database), await Person.NewAsync(database));

        Assert.Equal(Defaults, (await an.Api.GetAsync(Path)).Is(200).Text);
        Assert.Equal(Changed, (await an.Api.PutAsync(Path, Changed)).Is(200).Text);
        Assert.Equal(Changed, (await an.Api.GetAsync(Path)).Is(200).Text);
        Assert.Equal(Defaults, (await an.Api.PutAsync(Path, Defaults)).Is(200).Text);
        Assert.Equal(Defaults, (await an.Api.GetAsync(Path)).Is(200).Text);
        Assert.Equal(Defaults, (await binh.Api.GetAsync(Path)).Is(200).Text);
    }

    [Theory]
    [InlineData("level", "\"loud\"", "level")]
    [InlineData("level", "\"All\"", "level")]
    [InlineData("level", "null", "level")]
    [InlineData("preview", "null", "preview")]
    [InlineData("sound", "null", "sound")]
    [InlineData("doNotDisturb", "null", "doNotDisturb")]
    [InlineData("doNotDisturb.enabled", "null", "doNotDisturb.enabled")]
    [InlineData("doNotDisturb.from", "\"24:00\"", "doNotDisturb.from")]
    [InlineData("doNotDisturb.from", "\"7:00\"", "doNotDisturb.from")]
    [InlineData("doNotDisturb.from", "\"22:00:00\"", "doNotDisturb.from")]
    [InlineData("doNotDisturb.to", "\"\"", "doNotDisturb.to")]
    [InlineData("doNotDisturb.to", "null", "doNotDisturb.to")]
    [InlineData("doNotDisturb.timeZone", "\"Atlantis/Capital\"", "doNotDisturb.timeZone")]
    [InlineData("doNotDisturb.timeZone", "\"\"", "doNotDisturb.timeZone")]
    [InlineData("doNotDisturb.timeZone", "null", "doNotDisturb.timeZone")]
    public async Task What_cannot_be_taken_is_named_and_changes_nothing(string place, string value, string field)
    {
        var an = await Person.NewAsync();
        (await an.Api.PutAsync(Path, Changed)).Is(200);
        var bad = JsonNode.Parse(Defaults)!;
        var steps = place.Split('.');
        var parent = steps.Length == 1 ? bad : bad[steps[0]]!;
        parent[steps[^1]] = JsonNode.Parse(value);

        (await an.Api.PutAsync(Path, bad.ToJsonString())).IsInvalid(field);

        Assert.Equal(Changed, (await an.Api.GetAsync(Path)).Text);
    }

    [Fact]
    public async Task Several_mistakes_are_all_named()
    {
        var an = await Person.NewAsync();

        var answer = await an.Api.PutAsync(Path, "{}");

        answer.IsInvalid("level").IsInvalid("preview").IsInvalid("sound").IsInvalid("doNotDisturb");
    }

    [Fact]
    public async Task A_snooze_is_kept_in_UTC_to_the_millisecond()
    {
        var an = await Person.NewAsync();
        var preferences = JsonNode.Parse(Defaults)!;
        preferences["snoozedUntil"] = "2030-01-31T16:15:02.1239999+07:00";

        var answer = (await an.Api.PutAsync(Path, preferences.ToJsonString())).Is(200);

        Assert.Equal("2030-01-31T09:15:02.123Z", answer.String("snoozedUntil"));
    }

    [Fact]
    public async Task Two_devices_that_save_for_the_first_time_at_once_both_succeed()
    {
        var an = await Person.NewAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => an.Api.PutAsync(Path, i % 2 == 0 ? Changed : Defaults)));

        Assert.All(answers, answer => answer.Is(200));
    }

    [Fact]
    public async Task A_stranger_has_no_preferences()
    {
        var app = await Apps.OnAsync(DatabaseKind.Sqlite);

        (await app.Anonymous.GetAsync(Path)).IsProblem(401, "unauthenticated");
        (await app.Anonymous.PutAsync(Path, Defaults)).IsProblem(401, "unauthenticated");
    }
}
