using System.Globalization;
using System.Text.Json;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.WebApi.OpenApi;
using Xunit;

namespace Messaging.Unit.Application;

public sealed class MessagingJsonTests
{
    private static readonly Guid Id = Guid.Parse("0198f2a0-7b5c-7d3e-9a41-5c0e8f1b2d34");
    private static readonly JsonSerializerOptions ApiOptions = new(MessagingJson.Options) { Converters = { new OptionalConverterFactory() } };

    [Theory]
    [InlineData("2026-01-31T09:15:02.1239999+00:00", "2026-01-31T09:15:02.123Z")]
    [InlineData("2026-01-31T16:15:02+07:00", "2026-01-31T09:15:02.000Z")]
    [InlineData("2026-01-31T00:00:00.9995-11:00", "2026-01-31T11:00:00.999Z")]
    public void Times_are_written_in_UTC_with_three_digits(string time, string expected) =>
        Assert.Equal($"\"{expected}\"", Write(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("2026-01-31T16:15:02+07:00")]
    [InlineData("2026-01-31T09:15:02Z")]
    [InlineData("2026-01-31T09:15:02.000Z")]
    public void Times_are_read_in_any_zone(string time)
    {
        var read = Read<DateTimeOffset>($"\"{time}\"");

        Assert.Equal((new DateTimeOffset(2026, 1, 31, 9, 15, 2, TimeSpan.Zero), TimeSpan.Zero), (read, read.Offset));
    }

    [Theory]
    [InlineData("2026-01-31T09:15:02")]
    [InlineData("2026-01-31T09:15:02.123")]
    [InlineData("2026-01-31")]
    public void Times_without_a_zone_are_refused(string time)
    {
        Assert.Throws<MissingTimeZoneException>(() => Read<DateTimeOffset>($"\"{time}\""));
        Assert.Equal("$.mutedUntil", Assert.Throws<MissingTimeZoneException>(() => JsonSerializer.Deserialize<Mute>($"{{\"mutedUntil\":\"{time}\"}}", ApiOptions)).Path);
    }

    private sealed record Mute(Optional<DateTimeOffset?> MutedUntil);

    [Fact]
    public void Ids_are_plain_strings_in_both_directions()
    {
        Assert.Equal($"\"{Id}\"", Write(new UserId(Id)));
        Assert.Equal($"\"{Id}\"", Write(new ConversationId(Id)));
        Assert.Equal($"\"{Id}\"", Write(new MessageId(Id)));
        Assert.Equal(new UserId(Id), Read<UserId>($"\"{Id}\""));
        Assert.Null(Read<MessageId?>("null"));
    }

    [Theory]
    [InlineData("\"not an id\"")]
    [InlineData("7")]
    [InlineData("null")]
    public void What_is_no_id_is_refused(string json) => Assert.ThrowsAny<Exception>(() => Read<UserId>(json));

    [Fact]
    public void Enums_are_words_and_only_words()
    {
        Assert.Equal("\"direct\"", Write(ConversationKind.Direct));
        Assert.Equal(ConversationKind.Group, Read<ConversationKind>("\"group\""));
        Assert.Throws<JsonException>(() => Read<ConversationKind>("1"));
        Assert.Throws<JsonException>(() => Read<ConversationKind>("\"crowd\""));
    }

    [Fact]
    public void Vietnamese_is_written_as_it_is() => Assert.Equal("\"Nguyễn <b>&'+\"", Write("Nguyễn <b>&'+"));

    [Fact]
    public void Names_are_in_camel_case() => Assert.Equal("""{"nextCursor":null}""", Write(new { NextCursor = (string?)null }));

    [Fact]
    public void A_field_that_is_not_mentioned_is_not_set()
    {
        Assert.Equal(new Patch(default, default), ReadPatch("{}"));
        Assert.Equal(new Patch(new(null), default), ReadPatch("""{"name":null}"""));
        Assert.Equal(new Patch(new("An"), new(true)), ReadPatch("""{"name":"An","flag":true}"""));
    }

    [Fact]
    public void A_field_of_the_wrong_type_is_refused() => Assert.Throws<JsonException>(() => ReadPatch("""{"flag":"yes"}"""));

    [Theory]
    [InlineData("{}", "present")]
    [InlineData("""{"name":null}""", null)]
    [InlineData("""{"name":"new"}""", "new")]
    public void The_present_value_stays_unless_another_is_set(string json, string? expected) => Assert.Equal(expected, ReadPatch(json).Name.Or("present"));

    private static string Write<T>(T value) => JsonSerializer.Serialize(value, MessagingJson.Options);

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, MessagingJson.Options)!;

    private static Patch ReadPatch(string json) => JsonSerializer.Deserialize<Patch>(json, ApiOptions)!;

    private sealed record Patch(Optional<string?> Name, Optional<bool> Flag);
}
