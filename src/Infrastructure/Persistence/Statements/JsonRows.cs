using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Messaging.Infrastructure.Persistence.Statements;

/// <summary>Writes rows as the JSON text that <see cref="SqlDialect.Rows"/> opens.</summary>
internal static class JsonRows
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static string Write<T>(SqlDialect dialect, IEnumerable<T> items, Action<JsonRow, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartArray();
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(new JsonRow(json, dialect), item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

/// <summary>Writes one row. Names are those of the columns.</summary>
internal readonly struct JsonRow(Utf8JsonWriter json, SqlDialect dialect)
{
    public JsonRow Id(string name, Guid? value)
    {
        if (value is { } id) dialect.WriteId(json, name, id);
        else json.WriteNull(name);
        return this;
    }

    public JsonRow Number(string name, long? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
        return this;
    }

    public JsonRow Text(string name, string? value)
    {
        json.WriteString(name, value);
        return this;
    }

    public JsonRow Time(string name, DateTimeOffset? value)
    {
        if (value is { } time) dialect.WriteTime(json, name, time);
        else json.WriteNull(name);
        return this;
    }

    public JsonRow Flag(string name, bool value)
    {
        json.WriteBoolean(name, value);
        return this;
    }
}
