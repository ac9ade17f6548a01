using System.Text;
using Messaging.Infrastructure.Nodes;
using Xunit;

namespace Messaging.Unit.Infrastructure;

public sealed class NodeHintPayloadTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(350)]
    [InlineData(351)]
    [InlineData(1_200)]
    public void What_is_read_is_what_was_written_and_every_text_fits_a_notification(int count)
    {
        Guid[] ids = [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];

        string[] texts = [.. HintPayload.Write(0xC0FFEE42, (0x8001, IsAboutAll: false, ids))];

        Assert.All(texts, text => Assert.InRange(Encoding.UTF8.GetByteCount(text), 1, 7_999));
        var read = texts.Select(HintPayload.Read).ToArray();
        Assert.All(read, hint => Assert.Equal((0xC0FFEE42, 0x8001, false), (hint!.Sender, hint.Lanes, hint.IsAboutAll)));
        Assert.Equal(ids, read.SelectMany(hint => hint!.Ids));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("hello from somebody else")]
    [InlineData("2c0ffee420000-")]
    [InlineData("1c0ffeeXX0000-")]
    [InlineData("1c0ffee420000-tooshort")]
    [InlineData("1c0ffee420000-!!!!!!!!!!!!!!!!!!!!!!")]
    public void Foreign_text_is_nothing(string text) => Assert.Null(HintPayload.Read(text));

    [Fact]
    public void Too_much_becomes_look_at_everything()
    {
        var pending = new PendingHints();

        pending.Add([3], Enumerable.Range(0, 5_001).Select(_ => Guid.NewGuid()));
        pending.Add([4], [Guid.NewGuid()]);

        var (lanes, isAboutAll, ids) = pending.Take();
        Assert.Equal(((1 << 3) | (1 << 4), true), (lanes, isAboutAll));
        Assert.Empty(ids);
        Assert.True(HintPayload.Read(HintPayload.Write(1, (lanes, isAboutAll, ids)).Single())!.IsAboutAll);
        Assert.Equal((0, false), (pending.Take().Lanes, pending.Take().IsAboutAll));
    }
}
