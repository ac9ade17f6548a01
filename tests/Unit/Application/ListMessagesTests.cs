using CsCheck;
using Messaging.Application.Messages;
using Messaging.Domain.Common;
using Xunit;

namespace Messaging.Unit.Application;

public sealed class ListMessagesTests
{
    private static readonly Gen<long> Sequences = Gen.OneOf(Gen.Long[1, 100], Gen.Const(long.MaxValue));

    [Theory]
    [InlineData(null, null, null, 98, 100)] // the newest
    [InlineData(50L, null, null, 47, 49)]
    [InlineData(1L, null, null, 0, 0)]
    [InlineData(null, 50L, null, 51, 53)]
    [InlineData(null, 0L, null, 1, 3)]
    [InlineData(null, 100L, null, 0, 0)]
    [InlineData(null, long.MaxValue, null, 0, 0)]
    [InlineData(long.MaxValue, null, null, 98, 100)] // beyond the end means the end
    [InlineData(null, null, 50L, 49, 51)]
    public void A_page_is_a_range_of_sequences(long? before, long? after, long? around, long first, long last) =>
        Assert.Equal(Numbers(first, last), Page(before, after, around, limit: 3, lastSequence: 100));

    [Fact]
    public void Pages_backwards_show_every_message_once() => Gen.Select(Gen.Int[1, 100], Gen.Long[0, 100]).Sample((limit, count) =>
    {
        var shown = new List<long>();
        for (long? before = null; before is null || before > 1; before = shown.Count == 0 ? 1 : shown[0])
            shown.InsertRange(0, Page(before, after: null, around: null, limit, count));

        Assert.Equal(Numbers(1, count), shown);
    });

    [Fact]
    public void Pages_forwards_show_every_message_once() => Gen.Select(Gen.Int[1, 100], Gen.Long[0, 100]).Sample((limit, count) =>
    {
        var shown = new List<long>();
        while (Page(before: null, shown.Count, around: null, limit, count) is { Length: > 0 } page) shown.AddRange(page);

        Assert.Equal(Numbers(1, count), shown);
    });

    [Fact]
    public void A_page_is_never_longer_than_its_limit() => Gen.Select(Sequences, Gen.Int[1, 100], Gen.Int[0, 2]).Sample((sequence, limit, kind) =>
    {
        var page = Page(kind == 0 ? sequence : null, kind == 1 ? sequence : null, kind == 2 ? sequence : null, limit, lastSequence: 100);

        Assert.InRange(page.Length, 0, limit);
        if (kind == 2 && sequence <= 100) Assert.Contains(sequence, page);
        if (kind == 1) Assert.DoesNotContain(page, shown => shown <= sequence);
        if (kind == 0) Assert.DoesNotContain(page, shown => shown >= sequence);
    });

    private static long[] Page(long? before, long? after, long? around, int limit, long lastSequence)
    {
        var (first, last) = ListMessagesHandler.Range(new ListMessages(default, new ConversationId(), before, after, around, limit), lastSequence);
        return [.. Numbers(1, lastSequence).Where(sequence => sequence >= first && sequence <= last)];
    }

    private static long[] Numbers(long first, long last) => first == 0 ? [] : [.. Enumerable.Range(1, (int)last).Select(number => (long)number).Where(number => number >= first)];
}
