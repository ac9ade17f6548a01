using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Messaging.Application.Realtime;

namespace Messaging.Infrastructure.Realtime.Pusher;

/// <summary>Writes the body of <c>/events</c> and <c>/batch_events</c>.</summary>
internal static class EventBody
{
    // The body is never put into a page, and relaxed escaping keeps non-Latin text a third smaller.
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Single(RealtimeEvent item) => Write(json => WriteEvent(json, item, inBatch: false));

    public static byte[] Batch(IReadOnlyList<RealtimeEvent> events) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("batch");
        foreach (var item in events)
            WriteEvent(json, item, inBatch: true);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteEvent(Utf8JsonWriter json, RealtimeEvent item, bool inBatch)
    {
        json.WriteStartObject();
        json.WriteString("name", item.Name);
        if (inBatch)
        {
            json.WriteString("channel", item.Channel);
        }
        else
        {
            json.WriteStartArray("channels");
            json.WriteStringValue(item.Channel);
            json.WriteEndArray();
        }

        json.WriteString("data", item.Data);
        if (item.ExcludeSocketId is not null)
            json.WriteString("socket_id", item.ExcludeSocketId);
        json.WriteEndObject();
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
            write(json);
        return buffer.WrittenSpan.ToArray();
    }
}
