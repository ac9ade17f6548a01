using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Messaging.Domain.Common;

namespace Messaging.Application.Common;

/// <summary>One way to write JSON, for answers, push payloads and stored events alike.</summary>
public static class MessagingJson
{
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>Applies the conventions: camelCase, ids as strings, enums as words, times in UTC with milliseconds.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        // The default escapes every non-ASCII character, which nearly doubles Vietnamese text and
        // pushes it over the 10 KB of an event. Nothing here is embedded in HTML.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new IdConverter<UserId>(value => new UserId(value), id => id.Value));
        options.Converters.Add(new IdConverter<ConversationId>(value => new ConversationId(value), id => id.Value));
        options.Converters.Add(new IdConverter<MessageId>(value => new MessageId(value), id => id.Value));
        options.Converters.Add(new UtcMillisecondsConverter());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        return options;
    }

    private sealed class IdConverter<TId>(Func<Guid, TId> wrap, Func<TId, Guid> unwrap) : JsonConverter<TId>
    {
        public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => wrap(reader.GetGuid());

        public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) => writer.WriteStringValue(unwrap(value));
    }

    /// <summary>2026-01-31T09:15:02.123Z: always three digits and Z, so that clients may compare strings.</summary>
    private sealed class UtcMillisecondsConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var time = reader.GetDateTimeOffset();
            // The reader takes the server's own zone where none is given, which no client knows.
            return HasZone(reader.GetString()!) ? time.ToUniversalTime() : throw new MissingTimeZoneException();
        }

        // After the time of the day: a date has hyphens, too.
        private static bool HasZone(string text) => text.IndexOf('T', StringComparison.Ordinal) is > 0 and var day && text.AsSpan(day).IndexOfAny("Z+-") > 0;

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
    }
}

/// <summary>A time in JSON says neither <c>Z</c> nor an offset from UTC.</summary>
public sealed class MissingTimeZoneException() : JsonException(Sentence)
{
    public const string Sentence = "Give the time with a time zone, as in 2026-01-31T09:15:02Z or 2026-01-31T16:15:02+07:00.";
}
