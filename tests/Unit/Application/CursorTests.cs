using System.Buffers.Text;
using System.Text;
using CsCheck;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Xunit;

namespace Messaging.Unit.Application;

public sealed class CursorTests
{
    [Fact]
    public void Numbers_come_back() =>
        Gen.Long[0, long.MaxValue].Array[1, 3].Sample(values => Assert.Equal(values, Cursor.Read(Cursor.Write("list", values), "list", values.Length)));

    [Fact]
    public void A_cursor_fits_into_an_address_as_it_is() =>
        Gen.Long[0, long.MaxValue].Array[1, 3].Sample(values => Assert.Equal(Cursor.Write("list", values), Uri.EscapeDataString(Cursor.Write("list", values))));

    [Fact]
    public void Texts_come_back() => Assert.Equal(["Nguyễn", "", "🍌 x"], Cursor.ReadTexts(Cursor.Write("people", "Nguyễn", "", "🍌 x"), "people", 3));

    [Theory]
    [InlineData("people\na")]
    [InlineData("people\na\nb\nc")]
    [InlineData("other\na\nb")]
    [InlineData("people\na\n\0")]
    public void Texts_of_another_list_are_refused(string text) =>
        Assert.Equal("invalid_cursor", Assert.Throws<RefusedException>(() => Cursor.ReadTexts(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text)), "people", 2)).Code);

    [Fact]
    public void Any_text_is_either_read_or_refused() => Gen.String.Sample(text =>
    {
        try
        {
            Cursor.ReadTexts(text, "people", 2);
        }
        catch (RefusedException refused)
        {
            Assert.Equal("invalid_cursor", refused.Code);
        }
    });

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("not a cursor")]
    [InlineData("!!!!")]
    [InlineData("AAAA")]
    [InlineData("%00")]
    [InlineData("日本")]
    public void Garbage_is_refused(string cursor) => Refused(cursor);

    [Theory]
    [InlineData("other.5")]
    [InlineData("list")]
    [InlineData("list.")]
    [InlineData("list.5.6")]
    [InlineData("list.-5")]
    [InlineData("list.+5")]
    [InlineData("list. 5")]
    [InlineData("list.5e3")]
    [InlineData("list.0x5")]
    [InlineData("list.9223372036854775808")]
    [InlineData("list.99999999999999999999999999999")]
    [InlineData("LIST.5")]
    public void What_this_list_would_not_write_is_refused(string text) => Refused(Base64Url.EncodeToString(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void An_endless_cursor_is_refused() => Refused(new string('A', 1_000_000));

    [Fact]
    public void Anything_is_either_read_or_refused() => Gen.String.Sample(text =>
    {
        try
        {
            Cursor.Read(text, "list", 2);
        }
        catch (RefusedException refused)
        {
            Assert.Equal("invalid_cursor", refused.Code);
        }
    });

    [Fact]
    public void The_two_positions_of_sync_are_not_taken_for_each_other()
    {
        Assert.Equal(7, SyncCursors.ReadUser(SyncCursors.User(7)));
        Assert.Equal(8, SyncCursors.ReadConversation(SyncCursors.Conversation(8)));
        Assert.Throws<RefusedException>(() => SyncCursors.ReadUser(SyncCursors.Conversation(8)));
        Assert.Throws<RefusedException>(() => SyncCursors.ReadConversation(SyncCursors.User(7)));
    }

    private static void Refused(string cursor)
    {
        var refused = Assert.Throws<RefusedException>(() => Cursor.Read(cursor, "list", 1));

        Assert.Equal((Refusal.Malformed, "invalid_cursor"), (refused.Refusal, refused.Code));
    }
}
